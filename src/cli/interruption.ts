/** What schedulers and people send to end a program. */
const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs `use` with a signal that aborts when this process is asked to end, so that it can put its work away first.
 * Asked a second time, the process ends at once.
 */
export async function interruptible<T>(use: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const name of signals) process.once(name, stop);
  try {
    return await use(controller.signal);
  } finally {
    for (const name of signals) process.off(name, stop);
  }
}
