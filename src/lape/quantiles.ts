import { kthSmallest, roundHalfEven } from './order';

/** Values in one of so many equally wide bins, so that a quantile looks at one bin's values only. */
const bins = 1 << 16;

/** Quantiles of one array of values, each in one pass over it: fast enough for a slider. */
export interface Quantiles {
  /** The round(rate · n)-th smallest value, 1-indexed, as LAPE's reference code; 0 for rank 0. */
  at(rate: number): number;
}

/**
 * Prepares the quantiles of `values`, which must be ≥ 0 and must not change afterwards. O(n), 256 KiB.
 * The answers are exact: the bins only narrow down where to look.
 */
export function prepareQuantiles(values: Float64Array): Quantiles {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > most) most = values[i];
  // The largest value lies in a bin of its own, the last: no clamping in the loops.
  const scale = most > 0 ? bins / most : 0;
  const sizes = new Uint32Array(bins + 1);
  for (let i = 0; i < values.length; i++) sizes[(values[i] * scale) | 0]++;

  const known = new Map<number, number>();
  function find(rank: number): number {
    let below = 0;
    let bin = 0;
    while (below + sizes[bin] < rank) below += sizes[bin++];
    const inBin = new Float64Array(sizes[bin]);
    let next = 0;
    for (let i = 0; i < values.length; i++) {
      if (((values[i] * scale) | 0) === bin) inBin[next++] = values[i];
    }
    return kthSmallest(inBin, rank - below);
  }
  return {
    at(rate) {
      const rank = roundHalfEven(rate * values.length);
      if (rank < 1) return 0;
      const value = known.get(rank) ?? find(rank);
      known.set(rank, value);
      return value;
    },
  };
}
