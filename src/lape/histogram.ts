/** The distribution of values over bins of equal width. */
export interface Histogram {
  /**
   * `[bin + 1]` from 0 to the largest possible value. A bin includes its lower edge; the last also its upper
   * one.
   */
  edges: Float64Array;
  /** `[bin]` */
  counts: Uint32Array;
  /** Values that are not finite: neurons that never fire. */
  without: number;
}

/**
 * The distribution of entropies over the range they can have, 0 to ln K.
 *
 * @param entropy in nats; of all neurons or of some
 * @param languages K, at least 2
 */
export function entropyHistogram(entropy: Float64Array, languages: number, bins: number): Histogram {
  const most = Math.log(languages);
  const counts = new Uint32Array(bins);
  let without = 0;
  for (const value of entropy) {
    if (value < Infinity) counts[Math.min(bins - 1, Math.floor((value / most) * bins))]++;
    else without++;
  }
  return { edges: Float64Array.from({ length: bins + 1 }, (_, bin) => (bin / bins) * most), counts, without };
}
