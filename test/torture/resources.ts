import { readFileSync } from 'node:fs';

/** What a process and all that it has started have used. */
export interface Use {
  /** Of the processor, all of them together: a busy machine does not make a file worse. */
  seconds: number;
  /** Memory that was in use at its peak, of the one that took most. */
  megabytes: number;
}

/** Milliseconds between two looks. */
const often = 10;
/** Linux counts time in hundredths of a second, wherever programs see it. */
const ticks = 100;

/**
 * Watches a process. (Linux; elsewhere it uses nothing.) Both numbers only ever grow, so that looking often misses no more
 * than the last moment.
 *
 * @returns ends it, and tells
 */
export function watch(pid: number): () => Use {
  const seconds = new Map<number, number>();
  let megabytes = 0;
  const look = () => {
    const open = [pid];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      try {
        const of = (name: string) => readFileSync(`/proc/${next}/${name}`, 'utf8');
        // The name of the program, in parentheses, may hold spaces.
        const fields = of('stat')
          .replace(/^.*\) /s, '')
          .split(' ');
        seconds.set(next, (Number(fields[11]) + Number(fields[12])) / ticks);
        megabytes = Math.max(megabytes, Number(/VmHWM:\s+(\d+)/.exec(of('status'))?.[1] ?? 0) / 1024);
        open.push(...of(`task/${next}/children`).split(' ').filter(Boolean).map(Number));
      } catch {
        // It has ended, or this is no Linux.
      }
    }
  };
  const timer = setInterval(look, often);
  return () => {
    clearInterval(timer);
    return { seconds: [...seconds.values()].reduce((sum, each) => sum + each, 0), megabytes };
  };
}
