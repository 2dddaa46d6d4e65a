/**
 * A number of an inspection as files and programs get it: four decimals say more than the measure carries; null where
 * there is nothing to measure.
 */
export function roundedActivity(value: number): number | null {
  // Adding 0 makes a zero of a negative zero.
  return Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 + 0 : null;
}

/**
 * One row of a table of languages as JSON: `{ en: 0.1, fr: 0.8 }`; null where there is nothing to measure.
 *
 * @param values `[row, language]`
 */
export function inspectionRow(
  languages: readonly string[],
  values: ArrayLike<number>,
  row: number,
): Record<string, number | null> {
  return Object.fromEntries(
    languages.map((language, k) => [language, roundedActivity(values[row * languages.length + k])]),
  );
}
