import * as v from 'valibot';

/**
 * Validates an outside value against its schema, up to the first fault: collecting them all would take
 * minutes and gigabytes for a list of a million wrong ones.
 */
export function check<S extends v.GenericSchema<unknown, unknown>>(
  shape: S,
  value: unknown,
): v.SafeParseResult<S> {
  return v.safeParse(shape, value, { abortEarly: true });
}

/**
 * The same for callers with no alternative.
 *
 * @throws ValiError
 */
export function checked<S extends v.GenericSchema<unknown, unknown>>(
  shape: S,
  value: unknown,
): v.InferOutput<S> {
  return v.parse(shape, value, { abortEarly: true });
}

/** Maximum characters of a file that a sentence repeats. */
const mostShown = 120;

/** Words from a file made safe for a sentence: short, on one line. */
export function shown(words: string): string {
  const line = words.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  return line.length > mostShown ? `${line.slice(0, mostShown - 1)}…` : line;
}

/** What is wrong, and where: ` at rows.3.text: Invalid type: Expected string but received 3`. */
export function faultIn(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const [issue] = issues;
  const where = v.getDotPath(issue);
  return `${where ? ` at ${shown(where)}` : ''}: ${shown(issue.message)}`;
}
