import type { AlignedText } from './aligned';
import { alignedSlice, isPairAt } from './aligned';
import { toBytes } from './byte-level';
import { normalizeByCharsmap } from './charsmap-normalization';
import { readCharsmap } from './charsmap';
import type { Stage } from './definition';
import { listOf, malformed, nameOf } from './definition';
import { unsupported } from './error';
import { eachMatch, patternOf } from './pattern';
import { onePiece } from './pieces';
import { expectGrowth, Rewriting } from './rewriting';
import { laterMarks } from './unicode';
import { trimEnd, trimStart } from './white-space';

/** Changes a text and keeps track of where everything came from. */
export type Normalizer = (source: AlignedText) => AlignedText;

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

/** Normalized one by one: the original knows no forms of what its Unicode does not have. */
const betweenLaterMarks = new RegExp(`[^${laterMarks}]+`, 'gu');
const marks = new RegExp(`(?![${laterMarks}])\\p{M}`, 'gu');

/**
 * The normalizer that a stage of tokenizer.json describes. The text is always exactly what the original library makes
 * of it; the alignment is as fine as the normalizer's own steps: "ﬁ" → "fi" gives both letters the ligature's range,
 * "e" + acute → "é" gives the letter the range of both.
 * @throws TokenizerError
 */
export function normalizerOf(stage: Stage): Normalizer {
  switch (stage.type) {
    case 'Sequence': {
      const stages = listOf(stage.normalizers);
      const steps = stages.map(normalizerOf);
      return (source) =>
        steps.reduce((text, step, i) => {
          const result = step(text);
          expectGrowth(result.text.length, source.text.length, `Normalizer "${nameOf(stages[i])}"`);
          return result;
        }, source);
    }
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD': {
      const form = stage.type;
      return following((text) => text.replace(betweenLaterMarks, (part) => part.normalize(form)));
    }
    case 'Lowercase':
      // Letter by letter: JavaScript would give the sigma at the end of a word another form.
      return following((text) => text.replaceAll('Σ', 'σ').toLowerCase());
    case 'StripAccents':
      return following((text) => text.replace(marks, ''));
    case 'Nmt':
      return following((text) => text.replace(nmtDropped, '').replace(nmtSpaces, ' '));
    case 'Precompiled': {
      const charsmap = readCharsmap(stage.precompiled_charsmap);
      return normalizeByCharsmap(charsmap);
    }
    case 'Strip':
      return strip(stage.strip_left === true, stage.strip_right === true);
    case 'Prepend': {
      const { prepend } = stage;
      if (typeof prepend !== 'string') throw malformed('has a Normalizer "Prepend" without a text');
      return (source) => {
        if (source.text === '') return source;
        const rewriting = new Rewriting(source, 'Normalizer "Prepend"');
        rewriting.putUntil(0, prepend);
        return rewriting.finish();
      };
    }
    case 'Replace': {
      const { content } = stage;
      const pattern = patternOf(stage.pattern, 'Normalizer "Replace"');
      if (typeof content !== 'string') throw malformed('has a Normalizer "Replace" without a content');
      return (source) => {
        const rewriting = new Rewriting(source, 'Normalizer "Replace"');
        replaceMatches(rewriting, source.text, 0, pattern, content);
        return rewriting.finish();
      };
    }
    case 'ByteLevel':
      return (source) => toBytes(onePiece(source)).source;
    default:
      throw unsupported(`uses a Normalizer "${nameOf(stage)}", which is not supported`);
  }
}

/** What `Nmt` drops and what it takes for a space. */
const nmtControls = String.raw`\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f`;
const nmtDropped = new RegExp(`[${nmtControls}]`, 'gu');
const nmtSpaces = /[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/gu;

function strip(left: boolean, right: boolean): Normalizer {
  return (source) => {
    const { length } = source.text;
    const from = left ? length - trimStart(source.text).length : 0;
    const to = right ? trimEnd(source.text).length : length;
    return alignedSlice(source, Math.min(from, to), to);
  };
}

/** Follows what a function that knows no ranges makes of a text. */
function following(normalize: (text: string) => string): Normalizer {
  return (source) => {
    const expected = normalize(source.text);
    if (expected === source.text) return source;
    const followed = followClusters(normalize, source);
    return followed.text === expected ? followed : replaceMiddle(source, expected);
  };
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
  eachMatch(pattern, text, (from, to) => {
    rewriting.keepUntil(offset + from);
    rewriting.putUntil(offset + to, content);
  });
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
