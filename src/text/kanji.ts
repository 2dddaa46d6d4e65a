/** First and last byte of a row, and of a cell, of JIS X 0208 in EUC-JP. */
const [first, last] = [0xa1, 0xfe];

let kanji: Set<string> | undefined;

/** Whether all Chinese characters of a text are in JIS X 0208, as those of nearly all Japanese texts are. */
export function couldBeJapanese(text: string): boolean {
  kanji ??= allKanji();
  return (text.match(/\p{Script=Han}/gu) ?? []).every((character) => kanji?.has(character));
}

/** What the decoder knows, which saves a table. */
function allKanji(): Set<string> {
  const size = last - first + 1;
  const bytes = Uint8Array.from({ length: 2 * size * size }, (_, i) => {
    const cell = i >> 1;
    return first + (i % 2 === 0 ? Math.floor(cell / size) : cell % size);
  });
  return new Set(new TextDecoder('euc-jp').decode(bytes));
}
