import type { NeuronSets } from './select';

/** How many neurons two ascending lists have in common. */
export function countShared(one: Uint32Array, other: Uint32Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < one.length && j < other.length;) {
    if (one[i] === other[j]) shared++;
    if (one[i] <= other[j]) i++;
    else j++;
  }
  return shared;
}

/**
 * |one ∩ other| / |one ∪ other| of two ascending lists; NaN if both are empty: there is nothing to compare.
 */
export function jaccard(one: Uint32Array, other: Uint32Array): number {
  const shared = countShared(one, other);
  return shared / (one.length + other.length - shared);
}

/** `[language, language]` Jaccard overlap of all pairs of languages; NaN if neither has a neuron. */
export function languageOverlap({ members }: Pick<NeuronSets, 'members'>): Float64Array {
  const count = members.length;
  const overlap = new Float64Array(count * count);
  for (let k = 0; k < count; k++) {
    for (let l = 0; l < count; l++) overlap[k * count + l] = jaccard(members[k], members[l]);
  }
  return overlap;
}
