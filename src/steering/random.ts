/** A seeded source of numbers, the same on every machine. */
export interface Random {
  /** Uniform in [0, 1), with 32 random bits. */
  uniform(): number;
  /** Normal with mean 0 and variance 1 (Box and Muller 1958). */
  normal(): number;
  /** `count` different integers below `limit`, in random order (Fisher and Yates). */
  choose(count: number, limit: number): number[];
}

/** Xoshiro128** (Blackman and Vigna 2018), its state filled from the seed by a 32-bit SplitMix. */
export function seeded(seed: number): Random {
  let mixed = seed >>> 0;
  const state = Uint32Array.from({ length: 4 }, () => {
    mixed = (mixed + 0x9e3779b9) >>> 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  });
  const uniform = () => {
    const result = Math.imul(rotate(Math.imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 11);
    return result / 2 ** 32;
  };
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

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
