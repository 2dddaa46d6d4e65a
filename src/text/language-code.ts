import { describeLanguage } from './language';
import { withoutShortTag } from './language-names';

/** How sure a code is a language where it is one word of a name among others. */
export type Certainty = 'sure' | 'maybe';

/** A language code, as a word of a name. */
export interface CodedLanguage {
  /** Canonical BCP-47. */
  tag: string;
  certainty: Certainty;
}

/**
 * The language that two or three letters are the code of, ISO 639-1 to -3, as canonical BCP-47: `en` for `eng`, `ar` for
 * `arb`, `aau`. Undefined for letters that are the code of none, or are far more often a word: "all", "txt".
 *
 * @param word lower case, or all upper case
 */
export function languageCoded(word: string): CodedLanguage | undefined {
  if (!/^([a-z]{2,3}|[A-Z]{2,3})$/.test(word)) return undefined;
  const code = word.toLowerCase();
  if (neverCodes.has(code)) return undefined;
  const { language } = new Intl.Locale(code);
  const { tag, name } = describeLanguage(language);
  // CLDR names some six hundred languages, and knows of seven thousand in which script they are usually written.
  if (name === tag && new Intl.Locale(language).maximize().script === undefined) return undefined;
  const own = macrolanguages[language] ?? language;
  const certainty = (own.length === 2 || longCodes.has(own)) && !words.has(code) ? 'sure' : 'maybe';
  return { tag: own, certainty };
}

/** Whether a code is hardly ever what texts are named by: CLDR has no name for its language, or a collection is called so. */
export function isRare(code: string): boolean {
  const coded = languageCoded(code);
  if (!coded) return false;
  return collections.has(code.toLowerCase()) || describeLanguage(coded.tag).name === coded.tag;
}

/**
 * A code with its script and region: `sr-Latn` for `sr`, `Latn`; the script only where it is not the usual one.
 *
 * @param language canonical
 */
export function tagFor(language: string, script: string | undefined, region: string | undefined): string {
  const usual = new Intl.Locale(language, { region }).maximize().script;
  return new Intl.Locale(language, { script: script === usual ? undefined : script, region }).toString();
}

/** The script that a word behind a language names, ISO 15924: "Latn", "cyrl", "latin". */
export function scriptNamed(word: string): string | undefined {
  const named = scripts[word.toLowerCase()];
  if (named !== undefined) return named;
  if (!/^[A-Z][a-z]{3}$/.test(word)) return undefined;
  return nameOf('script', word) === undefined ? undefined : word;
}

/**
 * The region that a word directly behind a language names: in upper case every one that there is (`zh-CN`), in lower case
 * only where the word could not be a second language (`en-us`, but not `en-es`), or is the language's own country and not
 * another language of it (`pt-br`, but not `ca-es`).
 */
export function regionBehind(language: string, word: string): string | undefined {
  if (/^[0-9]{3}$/.test(word)) return nameOf('region', word) === undefined ? undefined : word;
  if (!/^([A-Z]{2}|[a-z]{2})$/.test(word)) return undefined;
  const region = word.toUpperCase();
  if (nameOf('region', region) === undefined) return undefined;
  const other = word === region ? undefined : languageCoded(word)?.tag;
  if (other !== undefined && other !== language) {
    if (homeOf(language) !== region) return undefined;
    // Catalan is at home in Spain, but `ca-es` is as much Catalan and Spanish; `br` is no language of Brazil's.
    if (homeOf(other) === region) return undefined;
  }
  return new Intl.Locale(language, { region }).region;
}

function homeOf(language: string): string | undefined {
  return new Intl.Locale(language).maximize().region;
}

function nameOf(type: 'script' | 'region', code: string): string | undefined {
  try {
    return new Intl.DisplayNames('en', { type, fallback: 'none' }).of(code);
  } catch {
    return undefined;
  }
}

const scripts: Record<string, string> = {
  latin: 'Latn',
  latn: 'Latn',
  cyrillic: 'Cyrl',
  cyrl: 'Cyrl',
  arab: 'Arab',
  arabic: 'Arab',
  devanagari: 'Deva',
  deva: 'Deva',
  hans: 'Hans',
  simplified: 'Hans',
  hant: 'Hant',
  traditional: 'Hant',
};

/** Members that stand for the whole in the lists of FLORES and others. (SIL's macrolanguage mappings) */
const macrolanguages: Record<string, string> = {
  arb: 'ar',
  cmn: 'zh',
  zho: 'zh',
  ekk: 'et',
  lvs: 'lv',
  nob: 'nb',
  pes: 'fa',
  swh: 'sw',
  zsm: 'ms',
  npi: 'ne',
  ory: 'or',
  plt: 'mg',
  khk: 'mn',
  als: 'sq',
  uzn: 'uz',
  azj: 'az',
  pbt: 'ps',
  ydd: 'yi',
  gaz: 'om',
  kmr: 'ku',
};

const list = (text: string) => new Set(text.trim().split(/\s+/));

/** Codes that are words of file names first: lists, tests, versions, sides of a translation. */
const neverCodes = list(`
  in all any bad big bpe cls com csv cut dat dev dir doc end eof get her hyp ids img ing jsn key lab law lex lib log
  low map max mid mix nan net new nil not now old one org out pdf pos neg pre put raw ref rnd row run set src std sub
  sum tab tar ted tgt the tmp tok top toy trn tsv tst two txt und url val was web who xml zip
`);

/** Collections of texts whose names are codes of languages: Global Voices, of banks, of programs' manuals. */
const collections = list('gv bbc ecb emea gnm jrc kde php qed');

/** Codes that are words, or parts of names, as well: a language only alone, repeated, or beside others of their kind. */
const words = list(`
  ab ad ae ai am an as at av ay ba be bi by ch co cr cu cv do dv ee eu ff fj fo go ha he hi ho hz id ie if ig ii ik io is
  it ki kg kj la li lo lu me mg mh mi ml mo mr ms mt my na nb nd ne ng no nr nv ny of oh ok om on or os pa pi pm ps re rm rn
  sa sc sd se sg sh si sm sn so ss st su ti tn to ts tt tw ty uk up us ve vo wa we wo xh yi za
  ast bar ben cat dan fin fur hat ice kab kin lit lus mag mai may mon nor pan per ron rum sat sin sot sun sah ton van war
`);

/** Codes of three letters that texts are named after as readily as others are after two. */
const longCodes = new Set(withoutShortTag);
