/** What `str.isspace` and `\s` of Python's `re` take for white space. */
export const pythonSpace = String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`;
const space = new RegExp(pythonSpace);

/** `str.strip` and its halves. @param characters what goes; white space by default */
export function strip(text: string, characters?: string | null, left = true, right = true): string {
  const all = [...text];
  const set = characters === undefined || characters === null ? undefined : new Set(characters);
  const goes = (character: string): boolean => set?.has(character) ?? space.test(character);
  let from = 0;
  let to = all.length;
  while (left && from < to && goes(all[from])) from++;
  while (right && to > from && goes(all[to - 1])) to--;
  return all.slice(from, to).join('');
}

/** `str.capitalize`: the first character as in a title, the others small. */
export function capitalize(text: string): string {
  return capitalized(text, text.toLowerCase());
}

/** `str.title`: words are runs of letters that have cases. */
export function title(text: string): string {
  const small = text.toLowerCase();
  return text.replace(/\p{Cased}+/gu, (word, at: number) =>
    // How a sigma ends depends on what stands around the word.
    capitalized(word, small.length === text.length ? small.slice(at, at + word.length) : word.toLowerCase()),
  );
}

function capitalized(text: string, small: string): string {
  const [first = ''] = text;
  return titled(first) + small.slice(first.toLowerCase().length);
}

/** Jinja's filter `title`, whose words begin after white space, hyphens and opening brackets. */
export function titleFilter(text: string): string {
  return text.replace(titleWord, (word) => {
    const [first] = word;
    return first.toUpperCase() + word.slice(first.length).toLowerCase();
  });
}
const titleWord = new RegExp(`(?:(?!${pythonSpace})[^-({\\[<])+`, 'gu');

/** Unicode's title case of a character, which JavaScript does not know. */
function titled(character: string): string {
  // Georgian has no capitals in titles; letters of two have one capital.
  if (/[\u10d0-\u10ff]/.test(character)) return character;
  const digraph = /[\u01c4-\u01cc\u01f1-\u01f3]/.test(character) && '\u01c5\u01c8\u01cb\u01f2';
  if (digraph) return [...digraph].find((one) => one.toLowerCase() === character.toLowerCase())!;
  const [first = '', ...rest] = character.toUpperCase();
  if (rest.length > 0 && /[\u0149\u1f80-\u1ffc]/.test(character))
    throw new Error(`it gives “${character}” a capital, which cannot be done here`);
  return first + rest.join('').toLowerCase();
}

/** `str.splitlines` */
export function splitLines(text: string): string[] {
  // eslint-disable-next-line no-control-regex
  const lines = text.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** `str.split` and `str.rsplit`. @param most how many cuts; less than 0 for all */
export function split(text: string, separator: string | null, most = -1, fromRight = false): string[] {
  if (separator === '') throw new Error('it splits a text at nothing');
  const pieces = separator === null ? words(text) : cuts(text, separator);
  const cut = (from: number, to?: number): string[] =>
    pieces.slice(from, to).map((ends) => text.slice(...ends));
  if (most < 0 || pieces.length <= most) return cut(0);
  const kept = pieces.length - most;
  if (fromRight) return [text.slice(0, pieces[kept - 1][1]), ...cut(kept)];
  return [...cut(0, most), text.slice(pieces[most][0])];
}

function words(text: string): [number, number][] {
  return [...text.matchAll(new RegExp(`(?:(?!${pythonSpace})[^])+`, 'g'))].map(({ 0: word, index }) => [
    index,
    index + word.length,
  ]);
}

function cuts(text: string, separator: string): [number, number][] {
  const pieces: [number, number][] = [];
  let from = 0;
  for (let at; (at = text.indexOf(separator, from)) >= 0; from = at + separator.length)
    pieces.push([from, at]);
  pieces.push([from, text.length]);
  return pieces;
}

/** `str.replace`. @param most how many times; less than 0 for all */
export function replace(text: string, old: string, by: string, most = -1): string {
  const pieces = old === '' ? ['', ...text, ''] : text.split(old);
  const times = most < 0 ? pieces.length : most;
  return pieces.map((piece, k) => (k === 0 ? piece : (k <= times ? by : old) + piece)).join('');
}

/** Units of UTF-16 → code points. */
export function codePoints(text: string, units: number): number {
  return [...text.slice(0, units)].length;
}

/** `str.__lt__` and so on: by code points, where JavaScript compares units of UTF-16. */
export function compareTexts(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let k = 0; k < left.length && k < right.length; k++)
    if (left[k] !== right[k]) return left[k].codePointAt(0)! - right[k].codePointAt(0)!;
  return left.length - right.length;
}
