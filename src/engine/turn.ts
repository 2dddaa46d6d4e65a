import type { CallContext } from '../protocol/rpc';

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
