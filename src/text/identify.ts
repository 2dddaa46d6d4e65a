import { eld } from 'eld/extrasmall';
import { scriptOf } from './script';

/** What a text seems to be written in. */
export interface Identified {
  /** ISO 639-1; `ms` for Malay and for Indonesian, which the identifier does not tell apart. */
  language: string;
  /** Whether the identifier finds its own answer clear. Short texts rarely are. */
  reliable: boolean;
  /** 0–1: how often an answer that is so far ahead of the next language was right. */
  confidence: number;
}

/**
 * Identifies the language of a text of a sentence or more with eld (n-grams, 60 languages, pure JavaScript).
 * Chosen by measurement on held-out text of ten languages: at 100 characters it names every one rightly (tinyld 97 %,
 * franc 91 %), at 40 characters 98 % (94 %, 76 %), but for Indonesian, which it calls Malay without exception.
 * Undefined where there is nothing to go by.
 */
export function identifyLanguage(text: string): Identified | undefined {
  // Letters with their accents apart are other n-grams.
  const found = eld.detect(text.normalize('NFC'));
  if (found.language === '') return undefined;
  const [first = 0, second = 0] = Object.values(found.getScores()).sort((a, b) => b - a);
  return {
    language: found.language,
    reliable: found.isReliable(),
    confidence: first > 0 ? confidenceOf(first / (first + second)) : 0,
  };
}

/**
 * Fitted to 2,262 stretches of 20, 40 and 80 characters in six languages of Latin script (Common Voice sentences): at a
 * lead of 0.5025 a third of the answers were right, at 0.5075 half, at 0.515 87 %, at 0.525 97 %, from 0.55 on all.
 *
 * @param lead the first score's share of the first two, from 0.5 (a tie) to 1
 */
function confidenceOf(lead: number): number {
  return 1 / (1 + Math.exp(-180 * (lead - 0.507)));
}

/**
 * Whether the identifier knows a language at all, in the script that the tag stands for; of others it can say nothing.
 */
export function isIdentifiable(language: string): boolean {
  known ??= new Set(Object.values(eld.info().Languages));
  const name = identifiedAs(language);
  return known.has(name) && writing(scriptOf(language)) === writing(scripts[name] ?? scriptOf(name));
}
let known: Set<string> | undefined;

/** Its Kurdish is Sorani. */
const scripts: Record<string, string> = { ku: 'Arab' };

/** Chinese is one language to it. */
function writing(script: string | undefined): string | undefined {
  return script === 'Hant' ? 'Hans' : script;
}

/** What the identifier calls a language, given as a BCP-47 tag: `ms` for `id`, `no` for `nb`, `hr` for `sr-Latn`. */
export function identifiedAs(tag: string): string {
  const language = tag.toLowerCase().split(/[-_]/)[0];
  if (language === 'sr' && scriptOf(tag) === 'Latn') return 'hr';
  return asked[language] ?? language;
}
const asked: Record<string, string> = {
  id: 'ms',
  nb: 'no',
  nn: 'no',
  fil: 'tl',
  bs: 'hr',
  sh: 'hr',
  ckb: 'ku',
};
