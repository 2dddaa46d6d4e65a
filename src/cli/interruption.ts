import { setTimeout } from 'node:timers/promises';
import { BabelscopeError, toFailure } from '../rpc/failure';

/** What schedulers and users send to end a program. */
const signals = ['SIGINT', 'SIGTERM'] as const;

/** Milliseconds allowed for saving work after a first signal: schedulers kill after thirty seconds. */
export const patience = 20_000;

/** How a program ends when asked to. */
export interface Ending {
  /** Save the work, and end. */
  stop: AbortSignal;
  /** Saving took too long: end now. */
  signal: AbortSignal;
}

/** How long after the engine this process may notice a signal sent to both, in milliseconds. */
const moment = 100;

/**
 * Whether an error is the requested end. A terminal's signal also goes to the engine, which may not be
 * listening for it yet and then crashes.
 */
export async function wasStopped(error: unknown, { stop }: Ending): Promise<boolean> {
  const { code } = toFailure(error);
  if (code !== 'engine-crashed') return code === 'cancelled';
  if (!stop.aborted) await setTimeout(moment);
  return stop.aborted;
}

/**
 * Runs `use` with signals that fire when this process is asked to end, so it can save its work first. A
 * second request ends the process at once.
 */
export async function interruptible<T>(use: (ending: Ending) => Promise<T>): Promise<T> {
  const [stop, end] = [new AbortController(), new AbortController()];
  const ending: Ending = { stop: stop.signal, signal: end.signal };
  let timer: NodeJS.Timeout | undefined;
  const ask = () => {
    stop.abort();
    timer ??= globalThis.setTimeout(() => end.abort(), patience);
    // Whichever signal came first, the second one ends the process.
    for (const name of signals) process.off(name, ask);
  };
  for (const name of signals) process.on(name, ask);
  try {
    return await use(ending);
  } catch (error) {
    // `use` has already reported what it could.
    if (toFailure(error).code === 'cancelled' || !(await wasStopped(error, ending))) throw error;
    throw new BabelscopeError('cancelled', 'Cancelled.', { cause: error });
  } finally {
    clearTimeout(timer);
    for (const name of signals) process.off(name, ask);
  }
}
