import { describeLanguage } from './language';

/** Languages without a two-letter tag that texts are often named after. */
export const withoutShortTag =
  'ast bar bho ceb chr ckb dsb fil fur gsw haw hne hsb kab kok lij lmo lus mag mai mni nds nso pap pcm sah sat scn shn szl tpi vec war yue'.split(
    ' ',
  );

/** Usual names that CLDR does not have. */
const otherNames: Record<string, string> = {
  mandarin: 'zh',
  putonghua: 'zh',
  farsi: 'fa',
  tagalog: 'fil',
  bokmal: 'nb',
  nynorsk: 'nn',
  castilian: 'es',
  flemish: 'nl',
  moldovan: 'ro',
  slovene: 'sl',
  myanmar: 'my',
  sinhalese: 'si',
  oriya: 'or',
  panjabi: 'pa',
  azeri: 'az',
  uighur: 'ug',
  kirghiz: 'ky',
  byelorussian: 'be',
  valencian: 'ca',
  sorani: 'ckb',
  sepedi: 'nso',
  'brazilian portuguese': 'pt-BR',
  'simplified chinese': 'zh',
  'traditional chinese': 'zh-Hant',
  'haitian creole': 'ht',
  'norwegian bokmal': 'nb',
  'norwegian nynorsk': 'nn',
};

/** The most words of a name: "norwegian bokmål", "scottish gaelic". */
export const mostWords = 2;
/** Shorter ones are words of other languages too, unless their letters are not Latin. */
const fewestLetters = 4;

let tags: Map<string, string> | undefined;

/**
 * The language of that name, English ("French") or its own ("français", "中文"), with or without its accents, in upper or
 * lower case.
 *
 * @returns a canonical BCP-47 tag
 */
export function languageNamed(name: string): string | undefined {
  tags ??= allNames();
  return tags.get(plain(name));
}

function allNames(): Map<string, string> {
  const found = new Map<string, string>();
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const short = letters.flatMap((first) => letters.map((second) => first + second));
  const languages = [...short, ...withoutShortTag].flatMap((code) => {
    const language = describeLanguage(code);
    return language.tag === code && language.name !== code ? [language] : [];
  });
  // English names take precedence over native ones of the same spelling.
  for (const { tag, name } of languages) found.set(plain(name), tag);
  for (const { tag, nativeName } of languages) {
    const own = plain(nativeName);
    if (/^[\p{Script=Latin} ’'-]+$/u.test(own) && own.length < fewestLetters) continue;
    if (!found.has(own)) found.set(own, tag);
  }
  for (const [name, tag] of Object.entries(otherNames)) found.set(name, tag);
  return found;
}

/** Without accents, which file names often lack. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replace(/(?<=\p{Script=Latin}\p{M}*)\p{M}/gu, '')
    .normalize('NFC');
}
