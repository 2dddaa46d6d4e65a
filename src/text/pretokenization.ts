import { originStart } from './aligned';
import { toBytes } from './byte-level';
import type { Stage } from './definition';
import { listOf, malformed, nameOf } from './definition';
import { unsupported } from './error';
import { replaceMatches } from './normalization';
import { patternOf } from './pattern';
import type { Pieces } from './pieces';
import { Rewriting } from './rewriting';
import type { Part } from './splitting';
import { behaviorOf, splitText } from './splitting';
import { laterPunctuation } from './unicode';

/** Cuts pieces into smaller ones, and keeps track of where everything came from. */
export type PreTokenizer = (pieces: Pieces) => Pieces;

/**
 * What models were trained with: white space, digits and words are those of Unicode, as in the original in Rust.
 * Digits of Arabic or Devanagari would become other tokens otherwise.
 */
const bytePieces =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
const digit = /\p{N}/gu;
const whiteSpace = /\p{White_Space}/gu;
const wordOrNot =
  /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/gu;
const punctuation = new RegExp(`(?![${laterPunctuation}])[\\p{P}\\u166d\\u{111c9}!-/:-@[-\`{-~]`, 'gu');

/**
 * The pre-tokenizer that a stage of tokenizer.json describes.
 * @throws TokenizerError
 */
export function preTokenizerOf(stage: Stage): PreTokenizer {
  switch (stage.type) {
    case 'Sequence': {
      const steps = listOf(stage.pretokenizers).map(preTokenizerOf);
      return (pieces) => steps.reduce((result, step) => step(result), pieces);
    }
    case 'Metaspace':
      return metaspace(stage);
    case 'ByteLevel': {
      const prefixes = stage.add_prefix_space === true;
      const splits = stage.use_regex !== false;
      return (pieces) => {
        const prefixed = prefixes ? rewrite(pieces, prefixSpace) : pieces;
        const cut = splits
          ? cutPieces(prefixed, (text) => splitText(text, bytePieces, 'Isolated'))
          : prefixed;
        return toBytes(cut);
      };
    }
    case 'Split':
      return splitter(
        patternOf(stage.pattern, 'PreTokenizer "Split"'),
        behaviorOf(stage.behavior, 'Split'),
        stage.invert === true,
      );
    case 'CharDelimiterSplit':
      return splitter(patternOf({ String: oneCharacter(stage.delimiter, stage) }, ''), 'Removed');
    case 'Punctuation':
      return splitter(punctuation, behaviorOf(stage.behavior ?? 'Isolated', 'Punctuation'));
    case 'Digits':
      return splitter(digit, stage.individual_digits === true ? 'Isolated' : 'Contiguous');
    case 'Whitespace':
      return splitter(wordOrNot, 'Removed', true);
    case 'WhitespaceSplit':
      return splitter(whiteSpace, 'Removed');
    case 'BertPreTokenizer': {
      const words = splitter(whiteSpace, 'Removed');
      const marks = splitter(punctuation, 'Isolated');
      return (pieces) => marks(words(pieces));
    }
    case 'FixedLength': {
      const { length } = stage;
      if (typeof length !== 'number' || !Number.isInteger(length) || length < 1)
        throw malformed('has a PreTokenizer "FixedLength" without a length');
      return splitter(new RegExp(`[^]{1,${length}}`, 'gu'), 'Isolated');
    }
    default:
      throw unsupported(`uses a PreTokenizer "${nameOf(stage)}", which is not supported`);
  }
}

function splitter(pattern: RegExp, ...how: [behavior: Parameters<typeof splitText>[2], invert?: boolean]) {
  return (pieces: Pieces) => cutPieces(pieces, (text) => splitText(text, pattern, ...how));
}

/** Marks instead of spaces, one put before a piece, and a cut before each mark. */
function metaspace(stage: Stage): PreTokenizer {
  const mark = oneCharacter(stage.replacement, stage);
  const prefix = stage.add_prefix_space ?? true;
  // Files from before `prepend_scheme` say it by `add_prefix_space` alone.
  const scheme = stage.prepend_scheme ?? (prefix === false ? 'never' : 'always');
  if (!['always', 'first', 'never'].includes(scheme as string) || (prefix === false && scheme !== 'never')) {
    throw unsupported(
      `has a PreTokenizer "Metaspace" with the prepend_scheme ${JSON.stringify(scheme).slice(0, 40)} and add_prefix_space ${String(prefix)}, which do not go together`,
    );
  }
  const beforeMarks = patternOf({ String: mark }, '');
  return (pieces) => {
    const marked = rewrite(pieces, (rewriting, text, offset) => {
      const begins =
        scheme === 'always' ||
        (scheme === 'first' && originStart(pieces.source, offset, offset + text.length) === 0);
      if (begins && text !== '' && !text.startsWith(' ') && !text.startsWith(mark))
        rewriting.putUntil(offset, mark);
      replaceMatches(rewriting, text, offset, / /g, mark);
    });
    return stage.split === false
      ? marked
      : cutPieces(marked, (text) => splitText(text, beforeMarks, 'MergedWithNext'));
  };
}

function oneCharacter(value: unknown, stage: Stage): string {
  if (typeof value === 'string' && [...value].length === 1) return value;
  throw malformed(`has a PreTokenizer "${nameOf(stage)}" without the one character that it is about`);
}

/** Cuts every piece into the parts of its text. */
function cutPieces(pieces: Pieces, parts: (text: string) => readonly Part[]): Pieces {
  const { text } = pieces.source;
  const from: number[] = [];
  const to: number[] = [];
  pieces.from.forEach((start, k) => {
    for (const part of parts(text.slice(start, pieces.to[k]))) {
      from.push(start + part.from);
      to.push(start + part.to);
    }
  });
  return { source: pieces.source, from, to };
}

/** Changes every piece on its own; `edit` gets the piece's text and the unit it begins at. */
function rewrite(pieces: Pieces, edit: (rewriting: Rewriting, text: string, offset: number) => void): Pieces {
  const rewriting = new Rewriting(pieces.source);
  const from: number[] = [];
  const to: number[] = [];
  pieces.from.forEach((start, k) => {
    const end = pieces.to[k];
    rewriting.putUntil(start, ''); // what lies between pieces is gone for good
    from.push(rewriting.position);
    edit(rewriting, pieces.source.text.slice(start, end), start);
    rewriting.keepUntil(end);
    to.push(rewriting.position);
  });
  return { source: rewriting.finish(), from, to };
}

function prefixSpace(rewriting: Rewriting, text: string, offset: number): void {
  if (text !== '' && !text.startsWith(' ')) rewriting.putUntil(offset, ' ');
}
