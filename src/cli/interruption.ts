import { setTimeout } from 'node:timers/promises';
import { BabelscopeError, toFailure } from '../rpc/failure';

/** What schedulers and people send to end a program. */
const signals = ['SIGINT', 'SIGTERM'] as const;

/** How long work is waited for that is being put away, in milliseconds: schedulers kill after thirty seconds. */
export const patience = 20_000;

/** How a program that was asked to end does so. */
export interface Ending {
  /** Put away what there is, and end. */
  stop: AbortSignal;
  /** That took too long: end now. */
  signal: AbortSignal;
}

/** How long after the engine this process may notice a signal that went to both, in milliseconds. */
const moment = 100;

/**
 * Whether an error is the end that was asked for. A terminal's signal goes to the engine too, which may not have begun to
 * listen to it.
 */
export async function wasStopped(error: unknown, { stop }: Ending): Promise<boolean> {
  const { code } = toFailure(error);
  if (code !== 'engine-crashed') return code === 'cancelled';
  if (!stop.aborted) await setTimeout(moment);
  return stop.aborted;
}

/**
 * Runs `use` with signals that tell when this process is asked to end, so that it can put its work away first. Asked a
 * second time, the process ends at once.
 */
export async function interruptible<T>(use: (ending: Ending) => Promise<T>): Promise<T> {
  const [stop, end] = [new AbortController(), new AbortController()];
  const ending: Ending = { stop: stop.signal, signal: end.signal };
  let timer: NodeJS.Timeout | undefined;
  const ask = () => {
    stop.abort();
    timer ??= globalThis.setTimeout(() => end.abort(), patience);
    // Whichever came first, the second one ends the process.
    for (const name of signals) process.off(name, ask);
  };
  for (const name of signals) process.on(name, ask);
  try {
    return await use(ending);
  } catch (error) {
    // What could be told of it, `use` has told.
    if (toFailure(error).code === 'cancelled' || !(await wasStopped(error, ending))) throw error;
    throw new BabelscopeError('cancelled', 'Cancelled.', { cause: error });
  } finally {
    clearTimeout(timer);
    for (const name of signals) process.off(name, ask);
  }
}
