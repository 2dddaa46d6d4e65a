import { kthSmallest } from './order';

export interface SmallestOptions {
  /** Which indices may be chosen; all by default. */
  where?: (index: number) => boolean;
  /** Among equal values the larger of these goes first, then the lower index. By default the lower index alone. */
  preferring?: Float64Array;
}

/** Indices of the `count` smallest finite values, ascending by index; fewer if fewer qualify. O(n). */
export function smallest(values: Float64Array, count: number, options: SmallestOptions = {}): Uint32Array {
  const { where = () => true, preferring } = options;
  const eligible = new Float64Array(values.length);
  let found = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < Infinity && where(i)) eligible[found++] = values[i];
  }
  const take = Math.min(count, found);
  if (take === 0) return new Uint32Array();
  const last = kthSmallest(eligible.subarray(0, found), take);
  const indices = new Uint32Array(take);
  const ties: number[] = [];
  let next = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] > last || !where(i)) continue;
    if (values[i] < last) indices[next++] = i;
    else ties.push(i);
  }
  if (preferring) ties.sort((a, b) => preferring[b] - preferring[a] || a - b);
  for (let tie = 0; next < take; tie++) indices[next++] = ties[tie];
  return indices.sort();
}
