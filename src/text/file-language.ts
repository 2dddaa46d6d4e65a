import { describeLanguage } from './language';

/** Where the words of a name end: `wiki.fr`, `corpus_en-train`, `OpenSubtitles (de)`. */
const boundary = /[^\p{L}\p{N}_-]+/u;

/**
 * Guesses the language from a file's or folder's name without its ending: `fr`, `eng_Latn`, `zh-CN`, `wiki.fr`,
 * `en-train`, `French`. Undefined where no part of the name is a language that has a name.
 *
 * @returns a canonical BCP-47 tag, two letters where the language has them: `en` for `eng_Latn`, whose script is the
 * usual one, and `sr-Latn` for `srp_Latn`, whose is not
 */
export function languageOfName(name: string): string | undefined {
  // The whole first; then single words, the last first: what comes last in `wiki.fr` or `news-2019-en` is the language.
  const words = name.split(boundary).filter(Boolean);
  const parts = words.flatMap((word) => word.split(/[_-]/)).filter(Boolean);
  for (const candidate of [name, ...[...words].reverse(), ...[...parts].reverse()]) {
    const tag = tagOf(candidate) ?? namedLanguages().get(candidate.toLowerCase());
    if (tag !== undefined) return tag;
  }
  return undefined;
}

/** Language, and script or region where they are given; no more: `wiki-en-train` is no tag. */
const tagForm = /^[a-z]{2,3}([-_][A-Z][a-z]{3})?([-_]([A-Za-z]{2}|[0-9]{3}))?$/;

function tagOf(text: string): string | undefined {
  if (!tagForm.test(text) || notLanguages.has(text)) return undefined;
  let locale: Intl.Locale;
  try {
    locale = new Intl.Locale(text.replaceAll('_', '-'));
  } catch {
    return undefined;
  }
  // Letters that name no language are a word, unless a script says that a language is meant: `tok`, but `quc_Latn`.
  const { tag, name } = describeLanguage(locale.language);
  if ((name === tag || name === locale.language) && !locale.script) return undefined;
  const short = macrolanguages[locale.language] ?? locale.language;
  const usual = new Intl.Locale(short, { region: locale.region }).maximize().script;
  const script = locale.script === usual ? undefined : locale.script;
  return new Intl.Locale(short, { script, region: locale.region }).toString();
}

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

/** Tags that are words of file names first: lists, tests, versions. */
const notLanguages = new Set([
  'all',
  'dev',
  'doc',
  'new',
  'old',
  'raw',
  'set',
  'tar',
  'tmp',
  'txt',
  'und',
  'was',
]);

let names: Map<string, string> | undefined;

/** English names of the languages that have a two-letter tag: "french". */
function namedLanguages(): Map<string, string> {
  if (names) return names;
  names = new Map();
  for (const first of letters) {
    for (const second of letters) {
      const { tag, name } = describeLanguage(first + second);
      if (tag === first + second && name !== tag) names.set(name.toLowerCase(), tag);
    }
  }
  return names;
}
const letters = [...'abcdefghijklmnopqrstuvwxyz'];
