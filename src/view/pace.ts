import type { Progress } from '../rpc/rpc';

/** The speed of a run and when it will end. */
export interface Pace {
  /** Units per second. */
  rate: number;
  /** Seconds left. */
  left: number;
}

/** Below this share of the run, its speed is only a guess. */
const settled = 0.01;
/** Milliseconds over which the speed is measured: what the machine did an hour ago says little about now. */
const memory = 60_000;

/**
 * Measures the speed of a run from its progress; undefined while it is only a guess. A resumed run starts
 * with earlier work, which says nothing about the speed.
 */
export function paceOf(
  now: () => number = () => performance.now(),
): (progress: Progress) => Pace | undefined {
  const told: { at: number; done: number }[] = [];
  let begun: number | undefined;
  return ({ done, total }) => {
    const at = now();
    begun ??= done;
    told.push({ at, done });
    // Keep one that is older than the memory, so that there is always an interval to measure.
    while (told.length > 2 && at - told[1].at > memory) told.shift();
    const [first] = told;
    const rate = (done - first.done) / ((at - first.at) / 1000);
    if (!(rate > 0) || done - begun <= settled * total) return undefined;
    return { rate, left: (total - done) / rate };
  };
}

/** `40 s`, `12 min`, `3 h 20 min`. */
export function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
