/** A text by lines, as editors hold it. */
export interface Lines {
  readonly lineCount: number;
  /** The text of a line without its line break; 0 ≤ line < lineCount. */
  lineAt(line: number): string;
}

/** Lines of a text, both ends included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The paragraph around a line: the lines up to the next blank one on both sides. Undefined on a blank line and
 * outside the text.
 */
export function paragraphAt(text: Lines | string, line: number): LineRange | undefined {
  const lines = typeof text === 'string' ? linesOf(text) : text;
  const hasText = (at: number): boolean => at >= 0 && at < lines.lineCount && /\S/.test(lines.lineAt(at));
  if (!hasText(line)) return undefined;
  let first = line;
  let last = line;
  while (hasText(first - 1)) first--;
  while (hasText(last + 1)) last++;
  return { first, last };
}

function linesOf(text: string): Lines {
  const lines = text.split(/\r\n|\r|\n/);
  return { lineCount: lines.length, lineAt: (line) => lines[line] };
}
