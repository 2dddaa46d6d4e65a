import {
  ByteLevelPreTokenizer,
  DigitsPreTokenizer,
  MetaspacePreTokenizer,
  type PreTokenizer,
  ReplacePreTokenizer,
  SequencePreTokenizer,
  WhitespacePreTokenizer,
  WhitespaceSplitPreTokenizer,
} from '@huggingface/tokenizers';
import type { AlignedText } from './aligned';
import { isPairAt, originEnd, originStart } from './aligned';
import { byteCharacters } from './bytes';
import { replaceMatches } from './normalization';
import { Rewriting } from './rewriting';

/** An aligned text and the pieces of it that the model sees one by one: piece k is units [from[k], to[k]). */
export interface Pieces {
  readonly source: AlignedText;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** The text as one piece. */
export function onePiece(source: AlignedText): Pieces {
  return { source, from: [0], to: [source.text.length] };
}

/**
 * Runs a pre-tokenizer on every piece and keeps track of where everything came from.
 * @param section which section between added tokens this is; some schemes prefix a space to the first only
 */
export function pretokenize(stage: PreTokenizer, pieces: Pieces, section: number): Pieces {
  if (stage instanceof SequencePreTokenizer) {
    return stage.tokenizers.reduce(
      (result, step) => (step ? pretokenize(step, result, section) : result),
      pieces,
    );
  }
  if (stage instanceof MetaspacePreTokenizer) {
    const { replacement, str_rep: mark, prepend_scheme: scheme } = stage;
    const prefixes = scheme === 'always' || (scheme === 'first' && section === 0);
    return rewrite(pieces, (rewriting, text, offset) => {
      if (prefixes && !text.startsWith(' ') && !text.startsWith(replacement))
        rewriting.putUntil(offset, mark);
      replaceMatches(rewriting, text, offset, / /g, mark);
    });
  }
  if (stage instanceof ByteLevelPreTokenizer) {
    const prefixed = stage.add_prefix_space ? rewrite(pieces, prefixSpace) : pieces;
    return toBytes(stage.use_regex ? cut(prefixed, (text) => text.match(bytePieces) ?? []) : prefixed);
  }
  if (stage instanceof ReplacePreTokenizer) {
    const { pattern, content } = stage;
    if (!pattern) return pieces;
    return rewrite(pieces, (rewriting, text, offset) => {
      replaceMatches(rewriting, text, offset, pattern, content);
    });
  }
  const own = ownPattern(stage);
  if (own) return cut(pieces, (text) => text.match(own) ?? []);
  return cut(pieces, (text) => stage.pre_tokenize_text(text, { section_index: section }));
}

/**
 * What models were trained with, where the JavaScript library differs from the original in Rust: there white
 * space, digits and word characters are those of Unicode, here of ASCII or of JavaScript (which counts U+FEFF as
 * white space, and not U+0085). Digits of Arabic or Devanagari would become other tokens.
 */
const bytePieces =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
const eachDigit = /[^\p{N}]+|\p{N}/gu;
const digitRuns = /[^\p{N}]+|\p{N}+/gu;
const spaceless = /\P{White_Space}+/gu;
const wordRuns = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{White_Space}]+/gu;

function ownPattern(stage: PreTokenizer): RegExp | undefined {
  if (stage instanceof DigitsPreTokenizer) return stage.config.individual_digits ? eachDigit : digitRuns;
  if (stage instanceof WhitespaceSplitPreTokenizer) return spaceless;
  if (stage instanceof WhitespacePreTokenizer) return wordRuns;
  return undefined;
}

/** Cuts every piece; `parts` gives substrings of it in order, leaving out what is dropped. */
function cut(pieces: Pieces, parts: (text: string) => readonly string[]): Pieces {
  const { text } = pieces.source;
  const from: number[] = [];
  const to: number[] = [];
  pieces.from.forEach((start, k) => {
    let cursor = start;
    for (const part of parts(text.slice(start, pieces.to[k]))) {
      const found = text.startsWith(part, cursor) ? cursor : text.indexOf(part, cursor);
      if (found < 0) continue;
      from.push(found);
      to.push((cursor = found + part.length));
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
  if (!text.startsWith(' ')) rewriting.putUntil(offset, ' ');
}

/** Replaces every character by the characters of its UTF-8 bytes, which all carry the character's range. */
function toBytes(pieces: Pieces): Pieces {
  const { text, anchor } = pieces.source;
  const start = new Int32Array(3 * text.length); // a unit takes three bytes at most, a pair four
  const end = new Int32Array(3 * text.length);
  const parts: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  let length = 0;
  pieces.from.forEach((first, k) => {
    let piece = '';
    from.push(length);
    for (let unit = first; unit < pieces.to[k];) {
      const next = unit + (isPairAt(text, unit) && unit + 1 < pieces.to[k] ? 2 : 1);
      const bytes = utf8(text.codePointAt(unit) as number, next - unit);
      start.fill(originStart(pieces.source, unit, next), length, length + bytes.length);
      end.fill(originEnd(pieces.source, unit, next), length, length + bytes.length);
      piece += bytes;
      length += bytes.length;
      unit = next;
    }
    parts.push(piece);
    to.push(length);
  });
  const source = {
    text: parts.join(''),
    start: start.subarray(0, length),
    end: end.subarray(0, length),
    anchor,
  };
  return { source, from, to };
}

/** The UTF-8 bytes of a code point of one or two units in the byte-level alphabet; a lone surrogate is U+FFFD. */
function utf8(codePoint: number, units: number): string {
  if (codePoint < 0x80) return byteCharacters[codePoint];
  if (codePoint < 0x800) return byteCharacters[0xc0 | (codePoint >> 6)] + tail(codePoint);
  if (units === 2) {
    return (
      byteCharacters[0xf0 | (codePoint >> 18)] +
      tail(codePoint >> 12) +
      tail(codePoint >> 6) +
      tail(codePoint)
    );
  }
  const scalar = codePoint >= 0xd800 && codePoint <= 0xdfff ? 0xfffd : codePoint;
  return byteCharacters[0xe0 | (scalar >> 12)] + tail(scalar >> 6) + tail(scalar);
}

function tail(bits: number): string {
  return byteCharacters[0x80 | (bits & 0x3f)];
}
