/** White space of Unicode, as the original library trims it: JavaScript's own has U+FEFF more and U+0085 less. */
const atEnd = /\p{White_Space}/u;

/** A text without the white space that it begins with. */
export function trimStart(text: string): string {
  let from = 0;
  while (from < text.length && atEnd.test(text[from])) from++;
  return text.slice(from);
}

/** A text without the white space that it ends with. */
export function trimEnd(text: string): string {
  let to = text.length;
  while (to > 0 && atEnd.test(text[to - 1])) to--;
  return text.slice(0, to);
}
