/** Sums are kept in steps of this size: 2^-16. */
const steps = 65536;

/**
 * A batch's sum rounded to the nearest step. Sums of such numbers are exact up to 2^37 in size, in whatever order they
 * are added: this is why shards merge to exactly what one run counts. The rounding, at most 2^-17 for a batch of
 * thousands of tokens, is far below the float32 in which the batch itself was summed.
 */
export function fixed(sum: number): number {
  return Math.round(sum * steps) / steps;
}
