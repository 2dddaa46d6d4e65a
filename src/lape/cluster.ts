/** One step of a clustering: two clusters become one. Clusters 0 … n − 1 are the items, n + i that of step i. */
export interface Merge {
  left: number;
  right: number;
  /** Mean similarity between an item of one and an item of the other. */
  similarity: number;
  /** Items in the new cluster. */
  size: number;
}

/** A clustering from the most similar pair to the whole. */
export interface Clustering {
  merges: Merge[];
  /** All items, relatives side by side: the order for the rows of a heat map. */
  order: number[];
}

/**
 * Clusters items by average linkage (UPGMA; Sokal & Michener 1958). Equal similarities go to the earlier pair, and
 * NaN counts as 0. For dozens of languages: O(n³).
 *
 * @param similarity `[item, item]`, symmetric; the diagonal is not read
 */
export function cluster(similarity: Float64Array, items: number): Clustering {
  const merges: Merge[] = [];
  const leaves: number[][] = Array.from({ length: items }, (_, item) => [item]);
  const between = (one: number, other: number): number => {
    let sum = 0;
    for (const a of leaves[one]) for (const b of leaves[other]) sum += similarity[a * items + b] || 0;
    return sum / (leaves[one].length * leaves[other].length);
  };
  const open = new Map<number, Map<number, number>>();
  for (let one = 0; one < items; one++) {
    open.set(one, new Map());
    for (let earlier = 0; earlier < one; earlier++) open.get(one)!.set(earlier, between(earlier, one));
  }
  while (open.size > 1) {
    let best: [number, number, number] | undefined;
    for (const [right, row] of open) {
      for (const [left, value] of row) if (!best || value > best[2]) best = [left, right, value];
    }
    const [left, right, value] = best!;
    leaves.push([...leaves[left], ...leaves[right]]);
    merges.push({ left, right, similarity: value, size: leaves.at(-1)!.length });
    for (const gone of [left, right]) {
      open.delete(gone);
      for (const row of open.values()) row.delete(gone);
    }
    const made = leaves.length - 1;
    open.set(made, new Map([...open.keys()].map((other) => [other, between(other, made)])));
  }
  return { merges, order: leaves.at(-1) ?? [] };
}
