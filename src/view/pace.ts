import type { Progress } from '../rpc/rpc';

/** How fast a run goes and when it will end. */
export interface Pace {
  /** Units a second. */
  rate: number;
  /** Seconds. */
  left: number;
}

/** Below this share of the run its speed is a guess. */
const settled = 0.01;
/** Milliseconds over which the speed is taken: what the machine did an hour ago says little of now. */
const memory = 60_000;

/**
 * Tells the speed of a run from its progress; undefined while it is a guess. A resumed run begins with what was done
 * before, which says nothing of the speed.
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
    // One that is older than the memory stays, so that there is always a stretch to look at.
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
