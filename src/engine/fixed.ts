/** Sums are kept in multiples of 2^-16. */
const steps = 65536;

/**
 * A batch's sum rounded to the nearest step. Sums of such numbers are exact up to 2^37 in size, in whatever
 * order they are added, which is why shards merge to exactly what one run counts. The rounding error, at most
 * 2^-17 for a batch of thousands of tokens, is far below that of the float32 in which the batch itself was
 * summed.
 */
export function fixed(sum: number): number {
  return Math.round(sum * steps) / steps;
}
