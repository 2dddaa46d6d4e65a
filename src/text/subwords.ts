import { BPE } from '@huggingface/tokenizers';
import { hexadecimal } from './bytes';
import type { UnigramVocabulary } from './unigram';
import { unigramSegmenter } from './unigram';

/** One token of a piece: its id, and the units [from, to) of the piece it stands for. */
export type EmitSubword = (id: number, from: number, to: number) => void;

/** Cuts one piece into tokens, in order. Characters the vocabulary has no token for may be left out. */
export type CutSubwords = (piece: string, emit: EmitSubword) => void;

/** The cutting function of a BPE model, the `model` of a tokenizer.json. */
export function bytePairs(config: Readonly<Record<string, unknown>>): CutSubwords {
  const model = new BPE({ ...config, continuing_subword_suffix: null } as unknown as ConstructorParameters<
    typeof BPE
  >[0]);
  const ids = model.tokens_to_ids;
  const unknown = ids.get(model.unk_token as string);
  const endLength = model.end_of_word_suffix?.length ?? 0;
  const fallback = model.byte_fallback ? byteFallback(ids) : undefined;

  // Without a token for what is unknown, the original leaves out such characters before it merges the others.
  const leavesOut = unknown === undefined && !fallback;
  const isCharacter = (character: string): boolean =>
    ids.has(character) || (endLength > 0 && ids.has(character + model.end_of_word_suffix));
  const words =
    endLength > 0 || (leavesOut && !ids.has(mark)) ? undefined : charactersMergedWithMark(model.merges);
  const keepsTogether = (before: string): boolean => words!.has(before) || (leavesOut && !ids.has(before));

  // Of the piece that is being cut: where its tokens go, and the unknown characters that have no token yet.
  let emit: EmitSubword;
  let unknownFrom = -1;
  let unknownTo = -1;
  const endUnknown = (): void => {
    if (unknownFrom >= 0 && unknown !== undefined) emit(unknown, unknownFrom, unknownTo);
    unknownFrom = -1;
  };
  const mergeKnown = (word: string, offset: number): void => {
    const { kept, places } = withoutUnknown(word, isCharacter);
    let unit = 0;
    for (const token of model.bpe(kept)) {
      const next = Math.min(unit + token.length, kept.length); // without the suffix of the last one
      const id = ids.get(token);
      if (id !== undefined) emit(id, offset + places[unit], offset + places[next - 1] + 1);
      unit = next;
    }
  };
  const merge = (word: string, offset: number): void => {
    const tokens = model.bpe(word);
    const end = offset + word.length;
    // The bytes of the suffix are no characters of the word.
    const emitWithin: EmitSubword = (id, from, to) => emit(id, Math.min(from, end), Math.min(to, end));
    if (leavesOut) {
      for (const token of tokens) if (!ids.has(token)) return mergeKnown(word, offset);
    }
    for (let k = 0; k < tokens.length; k++) {
      const token = tokens[k];
      const next = offset + token.length - (k === tokens.length - 1 ? endLength : 0);
      const id = ids.get(token);
      if (id !== undefined) {
        endUnknown();
        emit(id, offset, next);
      } else if (!fallback?.(token, offset, emitWithin)) {
        if (!model.fuse_unk) endUnknown();
        if (unknownFrom < 0) unknownFrom = offset;
        unknownTo = next;
      }
      offset = next;
    }
  };
  return (piece, emitOfPiece) => {
    emit = emitOfPiece;
    const whole = model.ignore_merges ? ids.get(piece) : undefined;
    if (whole !== undefined) emit(whole, 0, piece.length);
    else if (words) eachWord(piece, keepsTogether, merge);
    else merge(piece, 0);
    endUnknown();
  };
}

/** A word without some of its characters, and where in the word each unit of the rest stands. */
function withoutUnknown(word: string, isKnown: (character: string) => boolean) {
  let kept = '';
  const places: number[] = [];
  let place = 0;
  for (const character of word) {
    if (isKnown(character)) {
      kept += character;
      for (let unit = 0; unit < character.length; unit++) places.push(place + unit);
    }
    place += character.length;
  }
  return { kept, places };
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

/**
 * The cutting function of a Unigram model.
 * @param fallsBack whether characters without a piece are spelled in the tokens of their bytes
 */
export function unigrams(vocabulary: UnigramVocabulary, fallsBack: boolean): CutSubwords {
  const segment = unigramSegmenter(vocabulary);
  const ids = new Map(vocabulary.pieces.map(([piece], id) => [piece, id]));
  const fallback = fallsBack ? byteFallback(ids) : undefined;
  return (piece, emit) => {
    segment(piece, (id, from, to) => {
      if (id === vocabulary.unknown) {
        const characters = piece.slice(from, to);
        if (!ids.has(characters) && fallback?.(characters, from, emit)) return;
      }
      emit(id, from, to);
    });
  };
}

const mark = '▁';

/**
 * Words of a text whose spaces are marks, each with its offset. A SentencePiece BPE model sees the whole text at
 * once, but where no token reaches from a character over to the mark after it, the tokens on both sides do not
 * depend on each other: cutting there changes nothing, lets the model's cache work and keeps long texts linear.
 * @param spans whether it is not safe to cut after a unit
 */
function eachWord(
  piece: string,
  spans: (before: string) => boolean,
  visit: (word: string, offset: number) => void,
): void {
  let from = 0;
  for (let at = piece.indexOf(mark, 1); at > 0; at = piece.indexOf(mark, at + 1)) {
    const before = piece[at - 1];
    if (before === mark || spans(before)) continue;
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
