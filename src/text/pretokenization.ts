import { originStart } from './aligned';
import { toBytes } from './byte-level';
import type { Stage } from './definition';
import { listOf, malformed, nameOf } from './definition';
import { unsupported } from './error';
import { replaceMatches } from './normalization';
import { patternOf } from './pattern';
import type { Pieces } from './pieces';
import { Rewriting } from './rewriting';
import type { Splitting } from './splitting';
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
      const split =
        stage.use_regex === false
          ? (pieces: Pieces) => pieces
          : splitter({ pattern: bytePieces, behavior: 'Isolated' });
      return (pieces) => toBytes(split(prefixes ? rewrite(pieces, prefixSpace) : pieces));
    }
    case 'Split':
      return splitter({
        pattern: patternOf(stage.pattern, 'PreTokenizer "Split"'),
        behavior: behaviorOf(stage.behavior, 'Split'),
        invert: stage.invert === true,
      });
    case 'CharDelimiterSplit':
      return splitter({
        pattern: patternOf({ String: oneCharacter(stage.delimiter, stage) }, ''),
        behavior: 'Removed',
      });
    case 'Punctuation':
      return splitter({
        pattern: punctuation,
        behavior: behaviorOf(stage.behavior ?? 'Isolated', 'Punctuation'),
      });
    case 'Digits':
      return splitter({
        pattern: digit,
        behavior: stage.individual_digits === true ? 'Isolated' : 'Contiguous',
      });
    case 'Whitespace':
      return splitter({ pattern: wordOrNot, behavior: 'Removed', invert: true });
    case 'WhitespaceSplit':
      return splitter({ pattern: whiteSpace, behavior: 'Removed' });
    case 'BertPreTokenizer': {
      const words = splitter({ pattern: whiteSpace, behavior: 'Removed' });
      const marks = splitter({ pattern: punctuation, behavior: 'Isolated' });
      return (pieces) => marks(words(pieces));
    }
    case 'FixedLength': {
      const { length } = stage;
      if (typeof length !== 'number' || !Number.isInteger(length) || length < 1)
        throw malformed('has a PreTokenizer "FixedLength" without a length');
      return splitter({ pattern: new RegExp(`[^]{1,${length}}`, 'gu'), behavior: 'Isolated' });
    }
    default:
      throw unsupported(`uses a PreTokenizer "${nameOf(stage)}", which is not supported`);
  }
}

/** Cuts every piece into the parts of its text. */
function splitter(splitting: Splitting): PreTokenizer {
  return (pieces) => {
    const { text } = pieces.source;
    const from: number[] = [];
    const to: number[] = [];
    let start = 0;
    const visit = (partFrom: number, partTo: number): void => {
      from.push(start + partFrom);
      to.push(start + partTo);
    };
    pieces.from.forEach((pieceFrom, k) => {
      start = pieceFrom;
      splitText(text.slice(start, pieces.to[k]), splitting, visit);
    });
    return { source: pieces.source, from, to };
  };
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
  const split =
    stage.split === false
      ? (pieces: Pieces) => pieces
      : splitter({ pattern: patternOf({ String: mark }, ''), behavior: 'MergedWithNext' });
  return (pieces) => {
    const marked = rewrite(pieces, (rewriting, text, offset) => {
      const begins =
        scheme === 'always' ||
        (scheme === 'first' && originStart(pieces.source, offset, offset + text.length) === 0);
      if (begins && text !== '' && !text.startsWith(' ') && !text.startsWith(mark))
        rewriting.putUntil(offset, mark);
      replaceMatches(rewriting, text, offset, / /g, mark);
    });
    return split(marked);
  };
}

function oneCharacter(value: unknown, stage: Stage): string {
  if (typeof value === 'string' && [...value].length === 1) return value;
  throw malformed(`has a PreTokenizer "${nameOf(stage)}" without the one character that it is about`);
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
