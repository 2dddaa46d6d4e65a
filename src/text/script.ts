/** Scripts by ISO 15924 that are written with the letters of several Unicode scripts. */
const mixed: Record<string, string[]> = {
  Jpan: ['Hira', 'Kana', 'Hani'],
  Kore: ['Hang', 'Hani'],
  Hans: ['Hani'],
  Hant: ['Hani'],
};

/** The script a language is usually written in, ISO 15924: "Cyrl"; the tag's own where it names one. */
export function scriptOf(tag: string): string | undefined {
  try {
    const locale = new Intl.Locale(tag.replaceAll('_', '-'));
    return locale.script ?? locale.maximize().script;
  } catch {
    return undefined;
  }
}

/** So many Chinese characters or kana are about a word. */
const charactersOfWord = 2;
/** Scripts of which a character is a syllable or more. */
const syllabic = new Set(['Hans', 'Hant', 'Hani', 'Jpan']);

/**
 * Share of a text's letters that belong to a script; NaN for a text without letters or a script nobody knows. Beside Chinese
 * characters and kana a word in letters counts as a word of theirs, not letter by letter: “Scratch” is no more than 电脑.
 */
export function shareOfScript(text: string, script: string): number {
  const patterns = (mixed[script] ?? [script]).map((name) => `\\p{Script=${name}}`);
  let own: RegExp;
  try {
    own = new RegExp(`(?=\\p{L})[${patterns.join('')}]`, 'gu');
  } catch {
    return NaN;
  }
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const found = text.match(own)?.length ?? 0;
  if (!syllabic.has(script)) return found / letters;
  const inWords = text.match(/[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]+/gu) ?? [];
  const spared = inWords.reduce((sum, word) => sum + Math.max(0, [...word].length - charactersOfWord), 0);
  return found / (letters - spared);
}

/** Letters of a text that belong to none of some scripts, ISO 15924. */
export function lettersOutside(text: string, scripts: readonly string[]): string[] {
  const known = scripts.flatMap((script) => mixed[script] ?? [script]).map((name) => `\\p{Script=${name}}`);
  // Letters that several scripts share, such as the long mark of kana, are of none.
  return (
    text.match(new RegExp(`(?=\\p{L})[^${known.join('')}\\p{Script=Common}\\p{Script=Inherited}]`, 'gu')) ??
    []
  );
}
