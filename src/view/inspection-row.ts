/**
 * A number of an inspection for files and programs: four decimals, which exceeds the measure's precision;
 * null if there is nothing to measure.
 */
export function roundedActivity(value: number): number | null {
  // Adding 0 turns negative zero into zero.
  return Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 + 0 : null;
}

/**
 * One row of a table of languages as JSON: `{ en: 0.1, fr: 0.8 }`; null if there is nothing to measure.
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
