/** One line of the benchmark table. */
export interface Measure {
  what: string;
  value: number;
  unit: 'ms' | '×' | 'tokens/s' | 'MB' | 'kB';
  /** The most (for times and memory) or the least (for ratios and rates) that is asked for. */
  goal?: number;
  /** The most of a ratio, where not the least is asked for. */
  most?: number;
}

/** Values in ascending order, so that quantiles can be read off. */
function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** The smallest value that at least `share` of all values do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  return sorted(values)[Math.max(0, Math.ceil(share * values.length) - 1)];
}

/** Milliseconds of each of `times` runs, after `warmUp` that do not count. */
export async function timed(times: number, warmUp: number, run: () => Promise<unknown>): Promise<number[]> {
  const milliseconds: number[] = [];
  for (let i = 0; i < warmUp + times; i++) {
    const started = performance.now();
    await run();
    if (i >= warmUp) milliseconds.push(performance.now() - started);
  }
  return milliseconds;
}
