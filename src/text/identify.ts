import { eld } from 'eld/extrasmall';

/** What a text seems to be written in. */
export interface Identified {
  /** ISO 639-1; `ms` for Malay and for Indonesian, which the identifier does not tell apart. */
  language: string;
  /** Whether the identifier finds its own answer clear. Short texts rarely are. */
  reliable: boolean;
  /** Its score against that of the next language: 0.5 is a tie, 1 no other came near. No probability. */
  confidence: number;
}

/**
 * Identifies the language of a text of a sentence or more with eld (n-grams, 60 languages, pure JavaScript).
 * Chosen by measurement on held-out text of ten languages: at 100 characters it names every one rightly (tinyld 97 %,
 * franc 91 %), at 40 characters 98 % (94 %, 76 %), but for Indonesian, which it calls Malay without exception.
 * Undefined where there is nothing to go by.
 */
export function identifyLanguage(text: string): Identified | undefined {
  const found = eld.detect(text);
  if (found.language === '') return undefined;
  const [first, second = 0] = Object.values(found.getScores()).sort((a, b) => b - a);
  return {
    language: found.language,
    reliable: found.isReliable(),
    confidence: first > 0 ? first / (first + second) : 0.5,
  };
}

/** Whether the identifier knows a language at all; of others it can say nothing. */
export function isIdentifiable(language: string): boolean {
  known ??= new Set(Object.values(eld.info().Languages));
  return known.has(identifiedAs(language));
}
let known: Set<string> | undefined;

/** What the identifier calls a language, given as a BCP-47 tag: `ms` for `id`, `no` for `nb`. */
export function identifiedAs(tag: string): string {
  const language = tag.toLowerCase().split(/[-_]/)[0];
  return asked[language] ?? language;
}
const asked: Record<string, string> = { id: 'ms', nb: 'no', nn: 'no', fil: 'tl', bs: 'hr', sh: 'sr' };
