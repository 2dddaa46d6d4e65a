import { writeSync } from 'node:fs';
import { BabelscopeError } from '../protocol/failure';

/** How long a full pipe is left alone before it is tried again, in milliseconds. */
const pause = 5;

/**
 * Writes a result to standard output, all of it. Where that is a file, Node takes a write of which only a part went to
 * the disk for a whole one, so files and pipes are written here.
 *
 * @throws BabelscopeError `storage-unwritable`
 */
export function print(text: string): void {
  // A console of Windows wants characters, not bytes.
  if (process.stdout.isTTY) process.stdout.write(text);
  else writeFully(Buffer.from(text), (bytes, from) => writeSync(1, bytes, from));
}

/**
 * @param write takes bytes from an index on and returns how many it took
 * @throws BabelscopeError `storage-unwritable`
 */
export function writeFully(bytes: Uint8Array, write: (bytes: Uint8Array, from: number) => number): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += write(bytes, at);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') endOfReading();
      else if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
      else
        throw new BabelscopeError(
          'storage-unwritable',
          code === 'ENOSPC'
            ? 'The output could not be written: the disk is full. Free some space and run it again.'
            : `The output could not be written (${message}). Send it elsewhere and run it again.`,
          { cause: error },
        );
    }
  }
}

/** Who read the output wants no more of it, as `head`: that is no failure. */
export function endOfReading(): never {
  process.exit(0);
}
