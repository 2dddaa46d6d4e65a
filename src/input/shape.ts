import * as v from 'valibot';

/**
 * Holds a value from outside against its shape, up to the first fault: whoever collects them all spends minutes and
 * gigabytes on a list of a million wrong ones.
 */
export function check<S extends v.GenericSchema<unknown, unknown>>(
  shape: S,
  value: unknown,
): v.SafeParseResult<S> {
  return v.safeParse(shape, value, { abortEarly: true });
}

/**
 * The same for whoever knows no other way on.
 *
 * @throws ValiError
 */
export function checked<S extends v.GenericSchema<unknown, unknown>>(
  shape: S,
  value: unknown,
): v.InferOutput<S> {
  return v.parse(shape, value, { abortEarly: true });
}

/** No sentence repeats more of a file. */
const mostShown = 120;

/** Some words of a file as a sentence may show them: short, on one line. */
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
