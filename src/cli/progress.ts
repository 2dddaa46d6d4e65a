import type { Progress } from '../protocol/rpc';

/** Below this share the speed is a guess. */
const settled = 0.01;

/**
 * Shows how far a run is on a terminal's last line: share, speed, time left; nothing where standard error is no
 * terminal, such as a log file.
 */
export function progressLine(unit: string): { show(progress: Progress): void; clear(): void } {
  let first: { at: number; done: number } | undefined;
  return {
    show({ done, total, note }) {
      if (!process.stderr.isTTY) return;
      // A resumed run begins with what was done before, which says nothing of the speed.
      first ??= { at: performance.now(), done };
      const rate = (done - first.done) / ((performance.now() - first.at) / 1000);
      const known = rate > 0 && done - first.done > settled * total;
      const speed = known ? ` · ${Math.round(rate)} ${unit}/s · ${timeLeft((total - done) / rate)} left` : '';
      process.stderr.write(`\r\u001b[K${note ?? ''} ${Math.floor((100 * done) / total)} %${speed}`);
    },
    clear() {
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    },
  };
}

/** `40 s`, `12 min`, `3 h 20 min`. */
export function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
