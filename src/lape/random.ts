/** A source of numbers in [0, 1), the same for the same seed on every machine. */
export type Random = () => number;

/**
 * Small fast counting generator (sfc32 of PractRand, C. Doty-Humphrey): 32 bits per draw, period at least
 * 2^32.
 *
 * @param seed any number; its fraction is ignored
 */
export function seededRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = Math.floor(seed / 0x100000000) | 0;
  let c = seed | 0;
  let counter = 1;
  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 0x100000000;
  }
  // Similar seeds give unrelated numbers only after the state has been mixed.
  for (let i = 0; i < 16; i++) next();
  return next;
}

/** An integer from 0 to `below` − 1. */
export function integerBelow(random: Random, below: number): number {
  return Math.floor(random() * below);
}
