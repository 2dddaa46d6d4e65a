import { basename } from 'node:path';
import { BabelscopeError, toFailure } from '../rpc/failure';
import type { CallContext } from '../rpc/rpc';

/**
 * Long runs of a model take turns: two at once would only slow each other down, and a run that was cancelled may still
 * be writing down what the next one goes on with.
 */
export function inTurn<T>(run: () => Promise<T>): Promise<T> {
  const result = before.then(run);
  before = result.catch(() => undefined);
  return result;
}
let before: Promise<unknown> = Promise.resolve();

/**
 * Lets a run that keeps what it has done be stopped as it can be given up. Who gives it up is answered at once; who asks
 * it to stop is answered, with `cancelled`, when what is done has been kept.
 */
export function stoppable(context: CallContext): CallContext {
  return { ...context, signal: AbortSignal.any([context.signal, context.stop]) };
}

/**
 * Ends a run that keeps what it has done: saves once more, and tells whoever stopped it what is on the disk then.
 *
 * @param error what ended the run; what is no cancellation is given back as it is
 * @param keep writes down what there is, if there is anything
 * @param words `12,288 tokens are`, of what there is now
 * @param file where it is kept
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

/** What to say of a checkpoint that could not be gone on with. */
export function damagedCheckpoint(resultFile: string): string {
  return `What an earlier run had kept in ${basename(resultFile)}.partial was damaged, so it was thrown away and this run began anew.`;
}
