import { BPE, type Tokenizer, Unigram } from '@huggingface/tokenizers';
import { hexadecimal } from './bytes';
import { unsupportedModel } from './definition';

/** One token of a piece: its id, and the units [from, to) of the piece it stands for. */
export type EmitSubword = (id: number, from: number, to: number) => void;

/** Cuts one piece into tokens, in order. Characters the vocabulary has no token for may be left out. */
export type CutSubwords = (piece: string, emit: EmitSubword) => void;

type Model = NonNullable<Tokenizer['model']>;

/** The cutting function of a model. Throws TokenizerError for a kind of model that is not known. */
export function subwordsOf(model: Model): CutSubwords {
  if (model instanceof BPE) return bytePairs(model);
  if (model instanceof Unigram) return unigrams(model);
  throw unsupportedModel(undefined);
}

function bytePairs(model: BPE): CutSubwords {
  const ids = model.tokens_to_ids;
  const unknown = unknownId(model);
  const endLength = model.end_of_word_suffix?.length ?? 0;
  const insideLength = model.continuing_subword_suffix?.length ?? 0;
  const fallback = model.byte_fallback ? byteFallback(ids) : undefined;

  const merge = (word: string, offset: number, emit: EmitSubword): void => {
    const tokens = model.bpe(word);
    tokens.forEach((token, k) => {
      const length = token.length - (k === tokens.length - 1 ? endLength : insideLength);
      const id = ids.get(token);
      if (id !== undefined) emit(id, offset, offset + length);
      else if (!fallback?.(token, offset, emit) && unknown !== undefined)
        emit(unknown, offset, offset + length);
      offset += length;
    });
  };

  const words = endLength > 0 || insideLength > 0 ? undefined : charactersMergedWithMark(model.merges);
  return (piece, emit) => {
    const whole = model.ignore_merges ? ids.get(piece) : undefined;
    if (whole !== undefined) emit(whole, 0, piece.length);
    else if (words) eachWord(piece, words, (word, offset) => merge(word, offset, emit));
    else merge(piece, 0, emit);
  };
}

/** Emits a token for every UTF-8 byte, each with the range of its character; false where one is missing. */
function byteFallback(ids: ReadonlyMap<string, number>) {
  const encoder = new TextEncoder();
  const byteIds = Array.from({ length: 256 }, (_, byte) => ids.get(`<0x${hexadecimal(byte)}>`));
  return (text: string, offset: number, emit: EmitSubword): boolean => {
    if (!encoder.encode(text).every((byte) => byteIds[byte] !== undefined)) return false;
    for (const character of text) {
      for (const byte of encoder.encode(character)) emit(byteIds[byte]!, offset, offset + character.length);
      offset += character.length;
    }
    return true;
  };
}

function unigrams(model: Unigram): CutSubwords {
  const unknown = unknownId(model);
  const spanning = charactersBeforeMark(model.vocab);
  return (piece, emit) => {
    eachWord(piece, spanning, (word, offset) => {
      for (const token of model.tokenize(word)) {
        const id = model.tokens_to_ids.get(token) ?? unknown;
        if (id !== undefined) emit(id, offset, offset + token.length);
        offset += token.length;
      }
    });
  };
}

function unknownId(model: Model): number | undefined {
  const id = model.unk_token_id;
  return Number.isInteger(id) ? id : undefined;
}

const mark = '▁';

/**
 * Words of a text whose spaces are marks, each with its offset. A SentencePiece model sees the whole text at
 * once, but where no token reaches from a character over to the mark after it, the tokens on both sides do not
 * depend on each other: cutting there changes nothing, lets the model's cache work and keeps long texts linear.
 * @param spanning the characters after which it is not safe to cut
 */
function eachWord(
  piece: string,
  spanning: ReadonlySet<string>,
  visit: (word: string, offset: number) => void,
): void {
  let from = 0;
  for (let at = piece.indexOf(mark, 1); at > 0; at = piece.indexOf(mark, at + 1)) {
    const before = piece[at - 1];
    if (before === mark || spanning.has(before)) continue;
    visit(piece.slice(from, at), from);
    from = at;
  }
  if (from < piece.length) visit(piece.slice(from), from);
}

/** The units that some merge joins with a mark to their right. */
function charactersMergedWithMark(merges: readonly (readonly [string, string])[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [left, right] of merges) if (right.startsWith(mark)) found.add(left[left.length - 1]);
  return found;
}

/** The units that some token has before a mark. */
function charactersBeforeMark(vocabulary: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const token of vocabulary) {
    for (let at = token.indexOf(mark, 1); at > 0; at = token.indexOf(mark, at + 1)) found.add(token[at - 1]);
  }
  return found;
}
