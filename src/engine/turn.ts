import { basename } from 'node:path';
import { BabelscopeError, toFailure } from '../rpc/failure';
import type { CallContext } from '../rpc/rpc';

/**
 * Long runs of a model take turns: two at once would only slow each other down, and a cancelled run may still
 * be writing the state that the next one resumes from.
 */
export function inTurn<T>(run: () => Promise<T>): Promise<T> {
  const result = before.then(run);
  before = result.catch(() => undefined);
  return result;
}
let before: Promise<unknown> = Promise.resolve();

/**
 * Lets a run that saves its progress be stopped as well as aborted. An abort is answered at once; a stop is
 * answered, with `cancelled`, when the progress is saved.
 */
export function stoppable(context: CallContext): CallContext {
  return { ...context, signal: AbortSignal.any([context.signal, context.stop]) };
}

/**
 * Ends a run that saves its progress: saves once more, and reports what is then on the disk.
 *
 * @param error what ended the run; returned unchanged unless it is a cancellation
 * @param keep saves the progress, if there is any
 * @param words describes the progress, as in `12,288 tokens are`
 * @param file where it is saved
 */
export async function keptAfter(
  error: unknown,
  keep: () => Promise<void>,
  words: () => string | undefined,
  file: string,
): Promise<unknown> {
  const refusal = await keep().then(() => undefined, toFailure);
  if (toFailure(error).code !== 'cancelled') return error;
  const done = words();
  const sentence =
    done === undefined
      ? 'Stopped before anything was done, so there is nothing to keep.'
      : refusal
        ? `Stopped, but nothing new could be kept, only what ${file} had before. ${refusal.message}`
        : `Stopped. ${done} kept in ${file}, where the same run goes on.`;
  return new BabelscopeError('cancelled', sentence, { cause: error });
}

/** The warning about a checkpoint that could not be resumed. */
export function damagedCheckpoint(resultFile: string): string {
  return `What an earlier run had kept in ${basename(resultFile)}.partial was damaged, so it was thrown away and this run began anew.`;
}
