import { stat } from 'node:fs/promises';
import { partialOf } from '../analyses/analysis';
import { BabelscopeError, toFailure } from '../rpc/failure';
import type { CallOptions } from '../rpc/rpc';
import { interruptible, patience, wasStopped } from './interruption';
import { progressLine } from './progress';

/**
 * Runs something that saves its work beside its file or in a folder and resumes from there; if stopped, says
 * what is on the disk.
 *
 * @param unit what progress counts
 * @param call asks the engine for it
 */
export async function longRun<R>(
  { file, rows }: { file: string; rows?: string | undefined },
  unit: string,
  call: (options: CallOptions) => Promise<R>,
): Promise<R> {
  const partial = rows ?? partialOf(file);
  const progress = progressLine(unit);
  let begun = false;
  return interruptible(async (ending) => {
    const { stop, signal } = ending;
    try {
      return await call({
        stop,
        signal,
        onProgress: (value) => {
          begun = true;
          progress.show(value);
        },
      });
    } catch (error) {
      if (!(await wasStopped(error, ending))) throw error;
      const kept = await stat(partial).catch(() => undefined);
      if (!begun) throw new BabelscopeError('cancelled', 'Stopped before the run began: nothing was done.');
      // The engine itself reports what it has saved, unless it was abandoned or has exited.
      const told = toFailure(error).code === 'cancelled';
      if (told && !signal.aborted) throw error;
      const at = kept?.mtime.toLocaleTimeString('en', { hour12: false });
      throw new BabelscopeError(
        'cancelled',
        `Stopped without what was just being computed${told ? `, which took longer than ${patience / 1000} seconds` : ''}. ${kept ? `What was kept at ${at} is in ${partial}, where the same run goes on.` : 'Nothing had been kept before.'}`,
      );
    } finally {
      progress.clear();
    }
  });
}
