import { scriptOf } from './script';

const cyrillic = 'абвгдежзийклмнопрстуфхцчшщьюя';
const arabic = 'ءآأؤإئابتثجحخدذرزسشصضطظعغفقلمنهوـ';

/**
 * The letters of languages whose script is written with other letters in its other languages, in lower case (CLDR's main
 * and auxiliary exemplars). Letters tell them apart where n-grams do not know the other language: Persian from Arabic,
 * Kazakh from Russian.
 */
const alphabets: Record<string, string> = {
  ru: `${cyrillic}ёъыэ`,
  uk: `${cyrillic}ґєії’`,
  be: `${cyrillic}ёіўыэ`,
  bg: `${cyrillic}ъѝ`,
  mk: 'абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ',
  sr: 'абвгдђежзијклљмнњопрстћуфхцчџш',
  kk: `${cyrillic}ёъыэәғқңөұүһі`,
  ky: `${cyrillic}ёъыэңөү`,
  mn: `${cyrillic}ёъыэөүєї`,
  tg: `${cyrillic}ёъэғӣқӯҳҷ`,
  tt: `${cyrillic}ёъыэәҗңөүһ`,
  ar: `${arabic}كىيةٱپچڤگ`,
  fa: `${arabic}پچژکگیۀ`,
  ur: `${arabic}پٹچڈڑژکگںھہۂۃیےىةيك`,
  ps: `${arabic}پټځڅچډړږژښکګگڼیيېۍئىةهك`,
  ug: 'ائبپتجچخدرزژسشغفقكگڭلمنھەوۇۆۈۋېىي',
  sd: `${arabic}ٻڀٺٽٿپڄڃڇچڌڏڍڊڙڦڪگڱڳکڻھيیىة`,
  ckb: 'ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنوۆهھەیێىي',
};

/** What other keyboards give in place of letters: a text with these may be in the language, but need not. */
const typedAs: Record<string, string> = { fa: 'كيىة' };

/** Languages that share a script with others and whose alphabet is known. */
export const withAlphabets: readonly string[] = Object.keys(alphabets);

/** A stray name has foreign letters as well: more than this share of them are no stray ones. */
const mostStrange = 0.015;

/** Whether a text's letters say that it is not in a language. */
export function hasStrangeAlphabet(text: string, language: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return (strangeLetters(text, language) ?? 0) > mostStrange * letters;
}

const own = new Map<string, RegExp | undefined>();

/**
 * How many of a text's letters in a language's script are none of its alphabet.
 *
 * @param language BCP-47
 * @param isLenient whether letters of other keyboards count as its own
 * @returns undefined for languages whose script tells enough, or whose alphabet is not known
 */
export function strangeLetters(text: string, language: string, isLenient = false): number | undefined {
  if (!own.has(language)) own.set(language, strangersTo(language));
  const pattern = own.get(language);
  if (!pattern) return undefined;
  const typed = isLenient ? (typedAs[language.split('-')[0]] ?? '') : '';
  return (
    (typed === '' ? text : text.replace(new RegExp(`[${typed}]`, 'gu'), ''))
      .normalize('NFC')
      .toLowerCase()
      .match(pattern)?.length ?? 0
  );
}

function strangersTo(language: string): RegExp | undefined {
  const alphabet = alphabets[language.split('-')[0]];
  const script = scriptOf(language);
  if (alphabet === undefined || (script !== 'Cyrl' && script !== 'Arab')) return undefined;
  // Arabic tatweel and vowel signs are no letters that tell anything.
  return new RegExp(`(?=\\p{L})(?![${alphabet}])\\p{Script=${script}}`, 'gu');
}
