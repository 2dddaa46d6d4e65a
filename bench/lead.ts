import { seededRandom, integerBelow } from '../src/lape/random';
import type { Inspection } from '../src/protocol/engine';
import { leads } from '../src/view/runs';
import { quantile } from './measure';

/** A sentence of one language with a single word of another (`training/foreign.json`). */
export interface ForeignWord {
  text: string;
  host: string;
  guest: string;
  word: string;
}

type Read = Pick<Inspection, 'languages' | 'activity' | 'text' | 'start' | 'end'>;

/**
 * The languages from the most to the least active over the tokens that touch a stretch of a text, by mean activity.
 *
 * @param text which of the inspected texts
 * @param from first UTF-16 unit of the stretch
 * @param to one past its last
 * @returns empty where no token touches it
 */
export function ranking(inspection: Read, text: number, from: number, to: number): string[] {
  const { languages, activity } = inspection;
  const sums = languages.map(() => 0);
  let tokens = 0;
  inspection.text.forEach((of, token) => {
    if (of !== text || inspection.end[token] <= from || inspection.start[token] >= to) return;
    tokens++;
    for (let k = 0; k < sums.length; k++) sums[k] += activity[token * sums.length + k];
  });
  if (tokens === 0) return [];
  return languages
    .map((_, k) => k)
    .sort((a, b) => sums[b] - sums[a])
    .map((k) => languages[k]);
}

/** How many of a text's tokens a language leads on: the unit of the intervals, for tokens of one text are alike. */
export interface Led {
  /** Tokens on which the own language leads. */
  led: number;
  tokens: number;
  /** The same of the tokens with a letter in them. */
  ledWithLetter: number;
  withLetter: number;
  /** Whether it leads in the mean over all tokens. */
  asWhole: boolean;
}

/** Counts, for each of the inspected texts, the tokens on which `language` leads. */
export function ledTokens(inspection: Read, texts: readonly string[], language: string): Led[] {
  const own = inspection.languages.indexOf(language);
  const lead = leads(
    inspection,
    inspection.languages.map(() => true),
  ).language;
  const found = texts.map((text, index): Led => {
    const asWhole = ranking(inspection, index, 0, text.length)[0] === language;
    return { led: 0, tokens: 0, ledWithLetter: 0, withLetter: 0, asWhole };
  });
  inspection.text.forEach((index, token) => {
    const row = found[index];
    const isLed = Number(lead[token] === own);
    row.led += isLed;
    row.tokens++;
    if (!/\p{L}/u.test(texts[index].slice(inspection.start[token], inspection.end[token]))) return;
    row.ledWithLetter += isLed;
    row.withLetter++;
  });
  return found;
}

/** A share over texts with its 95 % bootstrap interval: whole texts are drawn anew, 1,000 times. */
export function shareOver(texts: readonly { hits: number; of: number }[]): Share {
  const share = (drawn: readonly { hits: number; of: number }[]) =>
    drawn.reduce((sum, { hits }) => sum + hits, 0) / drawn.reduce((sum, { of }) => sum + of, 0);
  const random = seededRandom(1);
  const again = Array.from({ length: 1000 }, () =>
    share(texts.map(() => texts[integerBelow(random, texts.length)])),
  );
  return {
    share: share(texts),
    n: texts.reduce((sum, { of }) => sum + of, 0),
    low: quantile(again, 0.025),
    high: quantile(again, 0.975),
  };
}

/** A share with the interval it may as well be, 95 %. */
export interface Share {
  share: number;
  n: number;
  low: number;
  high: number;
}
