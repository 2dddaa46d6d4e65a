/**
 * The paragraph around a UTF-16 offset: the lines between blank ones, without the white space around them.
 * Undefined on a blank line.
 */
export function paragraphAt(text: string, offset: number): { start: number; end: number } | undefined {
  let start = 0;
  for (const match of text.matchAll(/(?:\r\n|\r|\n)[^\S\r\n]*(?=\r|\n|$)/g)) {
    if (match.index >= offset) return trimmed(text, start, match.index, offset);
    start = match.index + match[0].length;
  }
  return trimmed(text, start, text.length, offset);
}

function trimmed(text: string, start: number, end: number, offset: number) {
  const part = text.slice(start, end);
  const from = start + part.length - part.trimStart().length;
  const to = start + part.trimEnd().length;
  return from < to && start <= offset ? { start: from, end: to } : undefined;
}
