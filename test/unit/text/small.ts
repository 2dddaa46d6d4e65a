import { createTokenizer, type TextTokenizer } from '../../../src/text/tokenizer';

/** A part of a tokenizer.json. */
export type Part = Record<string, unknown>;

/** A tokenizer.json around a model; every stage that is not given is absent. */
export function tokenizerJson(model: Part, stages: Part = {}): Part {
  return {
    version: '1.0',
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    ...stages,
    model,
  };
}

/** A BPE model from its tokens in order of id; the merges are given as "left right". */
export function bytePairModel(
  tokens: readonly string[],
  merges: readonly string[] = [],
  settings: Part = {},
): Part {
  return { type: 'BPE', vocab: idsOf(tokens), merges, ...settings };
}

/** A Unigram model; the first token stands for what is unknown. */
export function unigramModel(pieces: readonly (readonly [string, number])[]): Part {
  return { type: 'Unigram', unk_id: 0, vocab: pieces };
}

function idsOf(tokens: readonly string[]): Record<string, number> {
  return Object.fromEntries(tokens.map((token, id) => [token, id]));
}

/** The tokens for the 256 bytes of a model with byte fallback. */
export const byteTokens = [...Array(256).keys()].map(
  (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);

/** What SentencePiece BPE models do before: a mark in front and for every space. */
export const prependedMarks = {
  type: 'Sequence',
  normalizers: [
    { type: 'Prepend', prepend: '▁' },
    { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
  ],
};

/** A model in which every byte is a token of its own, after a normalizer: shows the alignment bare. */
export function byteTokenizer(normalizer: Part | null = null): TextTokenizer {
  const letters = [...Array(256).keys()].map((byte) => byteLetter(byte));
  const stages = {
    normalizer,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, use_regex: true },
    decoder: { type: 'ByteLevel' },
  };
  return createTokenizer(tokenizerJson(bytePairModel(letters), stages), {});
}

/** The letter of a byte in GPT-2's alphabet, by its rule: printable ones first, the others from U+0100. */
function byteLetter(byte: number): string {
  const printable = (value: number): boolean => /^[!-~¡-¬®-ÿ]$/.test(String.fromCodePoint(value));
  if (printable(byte)) return String.fromCodePoint(byte);
  const unprintableBefore = [...Array(byte).keys()].filter((value) => !printable(value)).length;
  return String.fromCodePoint(256 + unprintableBefore);
}

/** Tokens as "what it says@start-end", the way the examples read best. */
export function shown(tokenizer: TextTokenizer, text: string, options?: { parseSpecial: boolean }): string[] {
  const { ids, start, end } = tokenizer.encode(text, options);
  return [...ids].map((id, pos) => `${tokenizer.tokenText(id)}@${start[pos]}-${end[pos]}`);
}
