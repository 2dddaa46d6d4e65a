import {
  LowercaseNormalizer,
  type Normalizer,
  PrependNormalizer,
  ReplaceNormalizer,
  SequenceNormalizer,
  StripNormalizer,
} from '@huggingface/tokenizers';
import type { AlignedText } from './aligned';
import { alignedSlice, isPairAt } from './aligned';
import { Rewriting } from './rewriting';

/** How much is compared at once to find the places a normalizer leaves alone, in UTF-16 units. */
const chunkLength = 256;
/** Clusters longer than this (hundreds of combining marks on one letter) are aligned as one block. */
const longCluster = 64;
/**
 * A character with everything after it that could interact with it: combining marks, Hangul vowels and final
 * consonants in all their encodings (jamo, compatibility, half width), half-width voicing marks, and the Kirat
 * Rai vowel signs, which compose although they are letters.
 */
const cluster =
  /[^][\p{M}\u1160-\u11FF\u3131-\u318E\uD7B0-\uD7FF\uFF9E-\uFFDC\u{16D63}\u{16D67}\u{16D68}]*/gu;

/**
 * Runs a normalizer and keeps track of where everything came from. The text is always exactly what the
 * normalizer makes of it; the alignment is as fine as the normalizer's own steps: "ﬁ" → "fi" gives both letters
 * the ligature's range, "e" + acute → "é" gives the letter the range of both.
 */
export function normalizeAligned(normalizer: Normalizer, source: AlignedText): AlignedText {
  if (normalizer instanceof SequenceNormalizer) {
    return normalizer.normalizers.reduce(
      (text, step) => (step ? normalizeAligned(step, text) : text),
      source,
    );
  }
  const expected = normalizer.normalize(source.text);
  if (expected === source.text) return source;
  const followed = follow(normalizer, source);
  if (followed.text === expected) return followed;
  // Lower case looks at neighbours (the final sigma) but the lengths are those of the letters on their own.
  if (normalizer instanceof LowercaseNormalizer && followed.text.length === expected.length) {
    return { ...followed, text: expected };
  }
  return replaceMiddle(source, expected);
}

function follow(normalizer: Normalizer, source: AlignedText): AlignedText {
  if (normalizer instanceof PrependNormalizer) {
    const rewriting = new Rewriting(source);
    rewriting.putUntil(0, normalizer.config.prepend);
    return rewriting.finish();
  }
  if (normalizer instanceof StripNormalizer) {
    const { strip_left: left, strip_right: right } = normalizer.config;
    const { length } = source.text;
    const from = left ? length - source.text.trimStart().length : 0;
    const to = right ? source.text.trimEnd().length : length;
    return alignedSlice(source, Math.min(from, to), to);
  }
  if (normalizer instanceof ReplaceNormalizer && normalizer.pattern) {
    const rewriting = new Rewriting(source);
    replaceMatches(rewriting, source.text, 0, normalizer.pattern, normalizer.config.content ?? '');
    return rewriting.finish();
  }
  return followClusters((text) => normalizer.normalize(text), source);
}

/**
 * Replaces every match of the pattern in `text`, which stands at unit `offset` of what is being rewritten.
 * `$` in the content stands for itself.
 */
export function replaceMatches(
  rewriting: Rewriting,
  text: string,
  offset: number,
  pattern: RegExp,
  content: string,
): void {
  for (const match of text.matchAll(pattern)) {
    rewriting.keepUntil(offset + match.index);
    rewriting.putUntil(offset + match.index + match[0].length, content);
  }
}

/** Aligns a normalizer which works on one character and its marks at a time, without knowing its rules. */
function followClusters(normalize: (text: string) => string, source: AlignedText): AlignedText {
  const { text } = source;
  const rewriting = new Rewriting(source);
  const known = new Map<string, readonly Block[]>();
  let chunk: RegExpExecArray[] = [];
  const flush = (): void => {
    if (chunk.length === 0) return;
    const from = chunk[0].index;
    const to = chunk[chunk.length - 1].index + chunk[chunk.length - 1][0].length;
    const slice = text.slice(from, to);
    if (normalize(slice) === slice) {
      rewriting.keepUntil(to);
    } else {
      for (const { 0: characters, index } of chunk) {
        let blocks = known.get(characters);
        if (!blocks) known.set(characters, (blocks = blocksOf(characters, normalize)));
        let end = index;
        for (const block of blocks) {
          end += block.length;
          if (block.text === null) rewriting.keepUntil(end);
          else rewriting.putUntil(end, block.text);
        }
      }
    }
    chunk = [];
  };
  for (const match of text.matchAll(cluster)) {
    chunk.push(match);
    if (match.index + match[0].length - chunk[0].index >= chunkLength) flush();
  }
  flush();
  return rewriting.finish();
}

/** What becomes of some units of a cluster; null: they stay as they are. */
interface Block {
  readonly length: number;
  readonly text: string | null;
}

/**
 * The smallest parts of a cluster that a normalizer treats on their own: parts are joined while normalising
 * them together differs from normalising them apart, or while one of them would vanish.
 */
function blocksOf(characters: string, normalize: (text: string) => string): readonly Block[] {
  const whole = normalize(characters);
  const one: readonly Block[] = [{ length: characters.length, text: whole === characters ? null : whole }];
  if (whole === characters || characters.length > longCluster) return one;
  const parts: string[] = [];
  for (const character of characters) {
    const last = parts.at(-1);
    const alone = normalize(character);
    if (last === undefined || (alone !== '' && normalize(last + character) === normalize(last) + alone)) {
      parts.push(character);
    } else {
      parts[parts.length - 1] = last + character;
    }
  }
  const outcome = parts.map(normalize);
  // A mark can compose with a letter across another mark; then only the cluster as a whole is exact.
  if (outcome.join('') !== whole) return one;
  return parts.map((part, at) => ({ length: part.length, text: outcome[at] === part ? null : outcome[at] }));
}

/** The coarse way which always works: what is the same at both ends is kept, the middle is one block. */
function replaceMiddle(source: AlignedText, expected: string): AlignedText {
  const { text } = source;
  const shorter = Math.min(text.length, expected.length);
  let head = 0;
  while (head < shorter && text[head] === expected[head]) head++;
  if (head > 0 && (isPairAt(text, head - 1) || isPairAt(expected, head - 1))) head--;
  let tail = 0;
  while (tail < shorter - head && text[text.length - 1 - tail] === expected[expected.length - 1 - tail])
    tail++;
  if (
    tail > 0 &&
    (isPairAt(text, text.length - tail - 1) || isPairAt(expected, expected.length - tail - 1))
  ) {
    tail--;
  }
  const rewriting = new Rewriting(source);
  rewriting.keepUntil(head);
  rewriting.putUntil(text.length - tail, expected.slice(head, expected.length - tail));
  return rewriting.finish();
}
