import type { AlignedText } from './aligned';
import type { Charsmap } from './charsmap';
import { Rewriting } from './rewriting';

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** Longer grapheme clusters are looked up character by character, as in the original. In bytes of UTF-8. */
const longestCluster = 5;
/**
 * Where a cluster of several characters can be that is not too long. Conjoining letters, flags and emoji always are:
 * left are marks, of which the character or the one before it is below U+0800, signs that stand before a number, and
 * line ends.
 */
const clusters =
  /(?:[^](?=[\p{M}\p{Cf}\u0e33\u0eb3\uff9e\uff9f\n])|[\p{M}\p{Cf}\u0e33\u0eb3\uff9e\uff9f\n]|(?<=[\p{Cf}\u0d4e\r])[^])+/gu;

/** What becomes of a run of characters: of its next `length` units; null: they stay. */
interface Step {
  readonly length: number;
  readonly text: string | null;
}

/** The normalizer that a charsmap describes, as `Precompiled` of the original library applies it. */
export function normalizeByCharsmap(charsmap: Charsmap): (source: AlignedText) => AlignedText {
  const single = new Map<string, string | undefined>();
  const runs = new Map<string, readonly Step[]>();
  const lookUp = (character: string): string | undefined => {
    if (!single.has(character)) single.set(character, charsmap(character));
    return single.get(character);
  };
  const characterByCharacter = (characters: string): Step[] =>
    Array.from(characters, (character) => ({ length: character.length, text: lookUp(character) ?? null }));
  const stepsOf = (run: string): readonly Step[] => {
    let steps = runs.get(run);
    if (steps) return steps;
    steps = Array.from(segmenter.segment(run), ({ segment }) => segment).flatMap((cluster): Step[] => {
      const whole = Buffer.byteLength(cluster) <= longestCluster ? charsmap(cluster) : undefined;
      return whole === undefined ? characterByCharacter(cluster) : [{ length: cluster.length, text: whole }];
    });
    if (runs.size >= mostRuns) runs.clear();
    runs.set(run, steps);
    return steps;
  };
  return (source) => {
    const { text } = source;
    const rewriting = new Rewriting(source);
    let cursor = 0;
    const alone = (to: number): void => {
      while (cursor < to) {
        const character = String.fromCodePoint(text.codePointAt(cursor) as number);
        const replacement = lookUp(character);
        cursor += character.length;
        if (replacement !== undefined) {
          rewriting.keepUntil(cursor - character.length);
          rewriting.putUntil(cursor, replacement);
        }
      }
    };
    for (const { 0: run, index } of text.matchAll(clusters)) {
      alone(index);
      for (const step of stepsOf(run)) {
        const at = cursor;
        cursor += step.length;
        if (step.text === null) continue;
        rewriting.keepUntil(at);
        rewriting.putUntil(cursor, step.text);
      }
    }
    alone(text.length);
    return rewriting.finish();
  };
}

/** Each some hundred bytes. */
const mostRuns = 10_000;
