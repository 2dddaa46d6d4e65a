/** Rounds to the nearest integer, halves to the even one: as Python's `round`, which the reference code uses. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * The `rank`-th smallest value, 1-indexed, as torch.kthvalue. Reorders `values`.
 * Quickselect with the median of three and a three-way partition, so that many equal values (neurons that never
 * fire) stay linear. Expected O(n).
 *
 * @throws RangeError when there is no such rank.
 */
export function kthSmallest(values: Float64Array, rank: number): number {
  if (!(rank >= 1 && rank <= values.length)) {
    throw new RangeError(`There is no rank ${rank} among ${values.length} values.`);
  }
  const target = rank - 1;
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = medianOfThree(values[low], values[(low + high) >>> 1], values[high]);
    let less = low;
    let more = high;
    for (let i = low; i <= more;) {
      const value = values[i];
      if (value < pivot) {
        values[i++] = values[less];
        values[less++] = value;
      } else if (value > pivot) {
        values[i] = values[more];
        values[more--] = value;
      } else i++;
    }
    if (target < less) high = less - 1;
    else if (target > more) low = more + 1;
    else return pivot;
  }
  return values[target];
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
