import { scriptOf, shareOfScript } from './script';

/** What `identify.ts` offers; given, not imported, since it brings a megabyte of n-grams along. */
export type Identifier = Pick<typeof import('./identify'), 'identifiedAs' | 'identifyLanguage'>;

export interface WrittenIn {
  /** BCP-47: one of the candidates, or another language where none of them fits. */
  tag: string;
  /** 0–1: share of the letters in the language's script, times the identifier's confidence where it was asked. */
  confidence: number;
  /** Too short or too mixed to rely on. */
  unsure: boolean;
}

/** Fewer letters than this are unsure; identifying by n-grams was measured to be good from 40 characters on. */
const fewestLetters = { script: 5, identifier: 25 };

/**
 * Which of some languages a text is written in: by its script where that tells them apart, else by the identifier.
 * Chinese characters without kana are Chinese, with kana Japanese, with hangul Korean.
 *
 * @returns undefined for a text without letters, or one that nothing can be said about
 */
export function writtenIn(
  text: string,
  candidates: readonly string[],
  { identifiedAs, identifyLanguage }: Identifier,
): WrittenIn | undefined {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return undefined;
  const shares = candidates.map((tag) => shareWrittenAs(text, scriptOf(tag)));
  const best = Math.max(0, ...shares);
  const fitting = best < 0.5 ? [] : candidates.filter((_, i) => shares[i] > 0.9 * best);
  if (fitting.length === 1) {
    const unsure = letters < fewestLetters.script || best < 0.8;
    return { tag: fitting[0], confidence: best, unsure };
  }
  const found = identifyLanguage(text);
  if (!found) return undefined;
  const same = fitting.find((tag) => identifiedAs(tag) === found.language);
  return {
    tag: same ?? found.language,
    confidence: found.confidence * (fitting.length > 0 ? best : 1),
    unsure: !found.reliable || letters < fewestLetters.identifier || best < 0.8,
  };
}

/** Share of the letters that a language of this script could have written; 0 where it would need others as well. */
function shareWrittenAs(text: string, script: string | undefined): number {
  if (script === undefined) return 0;
  const kana = shareOfScript(text, 'Hira') + shareOfScript(text, 'Kana');
  const hangul = shareOfScript(text, 'Hang');
  if (script === 'Jpan' && kana < 0.05) return 0;
  if (script === 'Kore' && hangul < 0.05) return 0;
  if (['Hans', 'Hant', 'Hani'].includes(script) && kana + hangul >= 0.05) return 0;
  const share = shareOfScript(text, script);
  return Number.isNaN(share) ? 0 : share;
}
