/** Cuts a long text into pieces of at most `most` UTF-16 units, at white space if possible. */
export function* pieces(text: string, most: number): Generator<string, void> {
  let from = 0;
  while (text.length - from > most) {
    const end = from + cutBefore(text.slice(from, from + most + 1), most);
    yield text.slice(from, end);
    from = end;
  }
  yield from > 0 ? text.slice(from) : text;
}

/** Where to cut after at most `most` units: at the last white space of the second half, else between characters. */
export function cutBefore(text: string, most: number): number {
  for (let at = most; at > most / 2; at--) if (isSpace(text.charCodeAt(at))) return at;
  return /[\udc00-\udfff]/.test(text[most]) ? most - 1 : most;
}

/** The same as `\s`, which is slow on text without any. */
function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 9 && code <= 13);
  return /\s/.test(String.fromCharCode(code));
}
