import { kthSmallest } from './order';

export interface SmallestOptions {
  /** Which indices may be chosen; all by default. */
  where?: (index: number) => boolean;
  /** Among equal values the larger of these goes first, then the lower index. By default the lower index alone. */
  preferring?: Float64Array;
}

/** Indices of the `count` smallest finite values, ascending by index; fewer where fewer qualify. O(n). */
export function smallest(values: Float64Array, count: number, options: SmallestOptions = {}): Uint32Array {
  const { where = () => true, preferring } = options;
  const candidates = new Uint32Array(values.length);
  let found = 0;
  for (let i = 0; i < values.length; i++) if (values[i] < Infinity && where(i)) candidates[found++] = i;
  const take = Math.min(count, found);
  if (take === 0) return new Uint32Array();
  const eligible = candidates.subarray(0, found);
  const last = kthSmallest(
    Float64Array.from(eligible, (index) => values[index]),
    take,
  );
  const ties = eligible.filter((index) => values[index] === last);
  if (preferring) ties.sort((a, b) => preferring[b] - preferring[a] || a - b);
  const below = eligible.filter((index) => values[index] < last);
  const indices = new Uint32Array(take);
  indices.set(below);
  indices.set(ties.subarray(0, take - below.length), below.length);
  return indices.sort();
}
