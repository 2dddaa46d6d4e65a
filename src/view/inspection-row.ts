/** Numbers of an inspection as files and programs get them: four decimals say more than the measure carries. */
export function roundedActivity(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 : null;
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
