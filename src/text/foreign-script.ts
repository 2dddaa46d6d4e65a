import { lettersOutside, scriptOf } from './script';

/** Fewer letters are a name or a symbol, and so is a smaller share of the text. */
const fewest = { letters: 3, share: 0.1 };

/** Scripts in use, for their names: ISO 15924. */
const scripts =
  'Latn Grek Cyrl Armn Geor Hebr Arab Syrc Thaa Nkoo Ethi Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Thai Laoo Tibt Mymr Khmr Mong Hang Hira Kana Bopo Hani Yiii Cher Cans Tfng Vaii Adlm Java Bali Sund Copt Goth'.split(
    ' ',
  );

/**
 * A sentence saying that a text, or part of it, is in a script that none of the languages uses, so their
 * neurons say nothing about its own language. The same for a text without letters.
 *
 * @param languages BCP-47
 * @returns undefined if there is nothing to say
 */
export function foreignScriptRemark(text: string, languages: readonly string[]): string | undefined {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0)
    return text.trim() === '' ? undefined : 'There are no letters here, so activity tells no language.';
  const own = languages.flatMap((tag) => scriptOf(tag) ?? []);
  if (own.length < languages.length) return undefined;
  const foreign = lettersOutside(text, own);
  const share = foreign.length / letters;
  if (foreign.length < Math.min(fewest.letters, letters) || share < fewest.share) return undefined;
  const name = nameOf(foreign);
  const named = name === undefined ? '' : ` (${name})`;
  return share > 0.9
    ? `None of this model’s languages is written in this script${named}, so activity tells no language.`
    : `${Math.round(100 * share)} % of the letters are in a script${named} that none of this model’s languages is written in: there activity tells no language.`;
}

/** What most of the letters are, in English. */
function nameOf(letters: readonly string[]): string | undefined {
  const text = letters.join('');
  const counts = scripts.map((script) => text.match(new RegExp(`\\p{Script=${script}}`, 'gu'))?.length ?? 0);
  const most = Math.max(...counts);
  if (2 * most < letters.length) return undefined;
  return new Intl.DisplayNames('en', { type: 'script' }).of(scripts[counts.indexOf(most)]);
}
