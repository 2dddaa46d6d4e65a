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

/**
 * Runs `use` with signals that tell when this process is asked to end, so that it can put its work away first. Asked a
 * second time, the process ends at once.
 */
export async function interruptible<T>(use: (ending: Ending) => Promise<T>): Promise<T> {
  const [stop, end] = [new AbortController(), new AbortController()];
  let timer: NodeJS.Timeout | undefined;
  const ask = () => {
    stop.abort();
    timer ??= setTimeout(() => end.abort(), patience);
    // Whichever came first, the second one ends the process.
    for (const name of signals) process.off(name, ask);
  };
  for (const name of signals) process.on(name, ask);
  try {
    return await use({ stop: stop.signal, signal: end.signal });
  } finally {
    clearTimeout(timer);
    for (const name of signals) process.off(name, ask);
  }
}
