import type { Proportion } from './sweep/data';

/** 97.5 % quantile of the normal distribution. */
const z = 1.959963984540054;

/**
 * A share with Wilson's score interval (Wilson 1927), which is valid for few trials and for shares near 0 and
 * 1.
 */
export function proportion(successes: number, trials: number): Proportion {
  if (trials === 0) return { successes, trials, rate: NaN, low: 0, high: 1 };
  const rate = successes / trials;
  const weight = 1 + (z * z) / trials;
  const centre = (rate + (z * z) / (2 * trials)) / weight;
  const half = (z * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials))) / weight;
  return {
    successes,
    trials,
    rate,
    // At 0 and n the bound is exact; rounding would leave a residue.
    low: successes === 0 ? 0 : centre - half,
    high: successes === trials ? 1 : centre + half,
  };
}
