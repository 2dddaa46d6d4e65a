/** How a language is displayed. */
export interface Language {
  /** BCP-47, in canonical form where it has one: "zh-Hant" */
  readonly tag: string;
  /** in English: "Traditional Chinese" */
  readonly name: string;
  /** in the language itself: "繁體中文" */
  readonly nativeName: string;
  /** which way its usual script runs */
  readonly direction: 'ltr' | 'rtl';
}

/** ISO 15924 codes of the scripts in use that are written from right to left. (Unicode, UAX #9 and CLDR) */
const rightToLeft = new Set([
  'Adlm',
  'Arab',
  'Hebr',
  'Mand',
  'Mend',
  'Nkoo',
  'Rohg',
  'Samr',
  'Syrc',
  'Thaa',
  'Yezi',
]);

/** Asking the runtime for a name takes long enough to be felt where a page does it for every token. */
const described = new Map<string, Language>();

/** Describes a language by its tag. An unknown tag is shown as it is. */
export function describeLanguage(tag: string): Language {
  const known = described.get(tag) ?? lookUp(tag);
  described.set(tag, known);
  return known;
}

function lookUp(tag: string): Language {
  let locale: Intl.Locale;
  try {
    locale = new Intl.Locale(tag.replaceAll('_', '-'));
  } catch {
    return { tag, name: tag, nativeName: tag, direction: 'ltr' };
  }
  const canonical = locale.toString();
  const name = nameIn('en', canonical) ?? tag;
  const script = locale.maximize().script;
  return {
    tag: canonical,
    name,
    nativeName: nameIn(canonical, canonical) ?? name,
    direction: script !== undefined && rightToLeft.has(script) ? 'rtl' : 'ltr',
  };
}

/** Undefined where the runtime has no names in that language: it would silently answer in its own. */
function nameIn(language: string, tag: string): string | undefined {
  if (Intl.DisplayNames.supportedLocalesOf(language).length === 0) return undefined;
  return new Intl.DisplayNames(language, { type: 'language', fallback: 'none' }).of(tag);
}
