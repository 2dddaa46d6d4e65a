/** One pass of a model over a part of a long text; positions are tokens of the whole text. */
export interface Window {
  /** the tokens [from, to) are given to the model */
  readonly from: number;
  readonly to: number;
  /** of them, [keepFrom, to) are kept; those before are there for context */
  readonly keepFrom: number;
}

/**
 * Cuts a text into windows which fit a model's context, as few as possible: every token is kept exactly once
 * and, but for the first window, has at least `overlap` tokens before it.
 * @param length tokens of the text
 * @param context tokens that fit into one pass, what the caller adds to each (a beginning of text) not counted
 * @param overlap 0 ≤ overlap < context
 * @throws RangeError
 */
export function windows(length: number, context: number, overlap: number): Window[] {
  if (!(Number.isInteger(context) && Number.isInteger(overlap) && overlap >= 0 && overlap < context)) {
    throw new RangeError(`An overlap of ${overlap} tokens does not fit a context of ${context}.`);
  }
  const result: Window[] = [];
  for (let kept = 0; kept < length;) {
    const from = Math.max(0, kept - overlap);
    const to = Math.min(length, from + context);
    result.push({ from, to, keepFrom: kept });
    kept = to;
  }
  return result;
}
