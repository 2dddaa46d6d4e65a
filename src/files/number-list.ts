import * as v from 'valibot';

/**
 * The number that JSON's `null` and certain strings stand for, since JSON has no numbers that are not finite;
 * undefined for anything else.
 */
export function realOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (value === null) return NaN;
  return value === 'Infinity' || value === '-Infinity' ? Number(value) : undefined;
}

/** A whole number from 0. @param most the largest */
export const countUpTo =
  (most: number) =>
  (value: unknown): number | undefined =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most
      ? (value as number)
      : undefined;

/**
 * A list of numbers, of which files have millions: `v.array` takes a microsecond for each.
 *
 * @param make creates the array to read into
 * @param read the number an item stands for, undefined if none
 */
export function numberList<T extends Record<number, number>>(
  make: (length: number) => T,
  read: (value: unknown) => number | undefined,
) {
  return v.pipe(
    v.custom<readonly unknown[]>((value) => Array.isArray(value), 'Invalid type: Expected a list'),
    v.rawTransform(({ dataset: { value: items }, addIssue, NEVER }): T => {
      const numbers: Record<number, number> = make(items.length);
      for (let i = 0; i < items.length; i++) {
        const item = items[i];
        const number = read(item);
        if (number === undefined) {
          const path = { type: 'array', origin: 'value', input: [...items], key: i, value: item } as const;
          addIssue({ message: 'Invalid type: Expected a number', path: [path] });
          return NEVER;
        }
        numbers[i] = number;
      }
      return numbers as T;
    }),
  );
}
