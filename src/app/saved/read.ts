import { Worker } from 'node:worker_threads';
import { broken, longestSaved } from '../../files/saved';
import { decodeSaved, type Saved } from '../../results/saved-content';
import { BabelscopeError, type Failure } from '../../rpc/failure';

/** Largest file, in bytes, that is read synchronously: it takes no longer than a key press. */
const atOnce = 1 << 20;
/** Memory limit for reading a larger one, in megabytes. */
const mostMemory = 1024;

/** Bytes of the largest file that is read: a UTF-16 unit takes at most three. */
export const largestSaved = 3 * longestSaved;

/** What the thread receives, and what it answers. */
export interface Asked {
  bytes: Uint8Array;
  name: string;
}
export type Decoded = { saved: Saved; failure?: undefined } | { failure: Failure };

/**
 * Reads a saved file; a large one in a thread, so the editor stays responsive and survives if it exhausts the
 * thread's memory.
 *
 * @param script of the thread, `dist/saved.js`
 * @throws BabelscopeError `experiment-broken` as `decodeSaved`
 */
export async function readSaved(bytes: Uint8Array, name: string, script: string): Promise<Saved> {
  if (bytes.length <= atOnce) return decodeSaved(new TextDecoder().decode(bytes), name);
  const asked: Asked = { bytes, name };
  const worker = new Worker(script, {
    workerData: asked,
    resourceLimits: { maxOldGenerationSizeMb: mostMemory },
  });
  const decoded = await new Promise<Decoded>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', (error: unknown) =>
      reject(
        broken(
          error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? `${name} takes more memory than any result. Open it as text, or open another file.`
            : `${name} could not be read (${String(error)}). Open it again, or open it as text.`,
        ),
      ),
    );
    worker.once('exit', () =>
      reject(broken(`${name} could not be read. Open it again, or open it as text.`)),
    );
  });
  void worker.terminate();
  if (decoded.failure) throw new BabelscopeError(decoded.failure.code, decoded.failure.message);
  return decoded.saved;
}
