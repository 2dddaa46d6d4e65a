import { seededRandom } from '../lape/random';

/** A seeded source of numbers, the same on every machine. */
export interface Random {
  /** Uniform in [0, 1), with 32 random bits. */
  uniform(): number;
  /** Normal with mean 0 and variance 1 (Box and Muller 1958). */
  normal(): number;
  /** `count` different integers below `limit`, in random order (Fisher and Yates). */
  choose(count: number, limit: number): number[];
}

/** The same seed gives the same numbers. */
export function seeded(seed: number): Random {
  const uniform = seededRandom(seed);
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    choose(count, limit) {
      const order = Array.from({ length: limit }, (_, i) => i);
      for (let i = 0; i < count; i++) {
        const other = i + Math.floor(uniform() * (limit - i));
        [order[i], order[other]] = [order[other], order[i]];
      }
      return order.slice(0, count);
    },
  };
}
