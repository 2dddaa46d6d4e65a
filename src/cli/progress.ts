import type { Progress } from '../rpc/rpc';
import { paceOf, timeLeft } from '../view/pace';
import { replaceLine, type Stream, warn } from './standard-error';

/** Milliseconds between two lines in a log. */
export const usualEvery = 30_000;

export interface ProgressLineOptions {
  /** Standard error, usually. */
  stream?: Stream;
  every?: number;
  now?: () => number;
}

/**
 * Shows a run's progress: share, speed, time left. On a terminal it rewrites the last line; elsewhere, as in
 * a job's log, it writes a new line every 30 seconds, starting when this is called, so a long silence never
 * looks like a hang.
 */
export function progressLine(
  unit: string,
  { stream = process.stderr, every = usualEvery, now }: ProgressLineOptions = {},
): { show(progress: Progress): void; clear(): void } {
  const paced = paceOf(now);
  let words = 'getting ready';
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    if (stream.isTTY || timer) return;
    timer = setInterval(() => warn(words, stream), every);
    timer.unref();
  };
  begin();
  return {
    show(progress) {
      const { done, total, note } = progress;
      const pace = paced(progress);
      const speed = pace ? ` · ${Math.round(pace.rate)} ${unit}/s · ${timeLeft(pace.left)} left` : '';
      words = `${note ?? ''} ${Math.floor((100 * done) / total)} %${speed}`.trim();
      replaceLine(words, stream);
      begin();
    },
    clear() {
      clearInterval(timer);
      timer = undefined;
      replaceLine('', stream);
    },
  };
}
