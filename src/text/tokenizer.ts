import { Tokenizer } from '@huggingface/tokenizers';
import type { AddedToken } from './added';
import { AddedTokens } from './added';
import type { AlignedText } from './aligned';
import { alignedSection, alignedSlice, originEnd, originStart } from './aligned';
import type { TokenizerDefinition } from './definition';
import { malformed, readDefinition } from './definition';
import type { Encoding } from './encoding';
import { EncodingBuilder } from './encoding';
import { TokenizerError } from './error';
import { normalizeAligned } from './normalization';
import { normalizersOf } from './preparation';
import { onePiece, pretokenize } from './pretokenization';
import { specialTokensOf } from './special';
import { spellingOf } from './spelling';
import type { CutSubwords } from './subwords';
import { subwordsOf } from './subwords';

export type { Encoding } from './encoding';

export interface EncodeOptions {
  /**
   * Whether control tokens written out in the text ("<|endoftext|>") become those tokens. Off by default: text
   * from a document is only text. On for prompts made by a chat template.
   */
  readonly parseSpecial?: boolean;
}

export interface DecodeOptions {
  /** Whether control tokens are left out. Off by default. */
  readonly skipSpecial?: boolean;
}

/** A model's tokenizer, which knows where in the text each token came from. */
export interface TextTokenizer {
  /** one more than the largest token id; a model's logits may be padded beyond it */
  readonly vocabularySize: number;
  readonly bos: number | undefined;
  readonly eos: number | undefined;
  /** whether the model expects `bos` before a text; `encode` never adds it */
  readonly addsBos: boolean;
  /**
   * Cuts a text into tokens, without the special tokens around it. Ranges are monotone and within the text,
   * never split a surrogate pair, and together cover whatever the tokenizer does not drop. Tokens which are
   * parts of one character share its range; a token that came from nothing, such as a space put before the
   * text, has an empty one.
   */
  encode(text: string, options?: EncodeOptions): Encoding;
  /** Each text as `encode` cuts it. What a call costs besides, such as a watchdog's thread, is paid once. */
  encodeAll(texts: readonly string[]): Encoding[];
  /** The text of some tokens; ids outside the vocabulary are left out. */
  decode(ids: readonly number[] | Int32Array, options?: DecodeOptions): string;
  /** How one token reads on its own: white space kept, a partial character as its bytes, e.g. "<E9><A7>". */
  tokenText(id: number): string;
}

/**
 * Builds a tokenizer from the parsed tokenizer.json and tokenizer_config.json of a model (the latter may be
 * missing). Everything known there is built once; encoding is linear in the text.
 * @throws TokenizerError with one sentence on what is wrong and what to do
 */
export function createTokenizer(tokenizerJson: unknown, tokenizerConfig: unknown): TextTokenizer {
  const definition = readDefinition(tokenizerJson, tokenizerConfig);
  const { vocabulary, addedTokens } = definition;
  const tokenizer = build(definition);
  const spell = spellingOf(definition.decoder);
  const addedIds = new Set(addedTokens.map(({ id }) => id));
  const cut = subwordsOf(tokenizer.model!);
  const ordinary = encoder(tokenizer, cut, definition, (token) => !token.special);
  let withSpecial: typeof ordinary | undefined;
  return {
    vocabularySize: vocabulary.length,
    ...specialTokensOf(definition),
    encode(text, options) {
      if (!options?.parseSpecial) return ordinary(text);
      withSpecial ??= encoder(tokenizer, cut, definition, () => true);
      return withSpecial(text);
    },
    encodeAll: (texts) => texts.map((text) => ordinary(text)),
    decode(ids, options) {
      const known = Array.from(ids).filter((id) => vocabulary[id] !== undefined);
      if (known.length === 0) return '';
      return tokenizer.decode(known, {
        skip_special_tokens: options?.skipSpecial ?? false,
        clean_up_tokenization_spaces: false,
      });
    },
    tokenText(id) {
      const token = vocabulary[id];
      return token === undefined ? '' : addedIds.has(id) ? token : spell(token);
    },
  };
}

function build({ json, config }: TokenizerDefinition): Tokenizer {
  try {
    return new Tokenizer(json, config);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const unknown = /^Unknown (\w+) type: (.*)$/.exec(message);
    if (unknown) {
      throw new TokenizerError(
        'unsupported',
        `The model's tokenizer uses a ${unknown[1]} "${unknown[2]}", which is not supported. Choose another model.`,
        { cause },
      );
    }
    if (cause instanceof SyntaxError) {
      throw new TokenizerError(
        'unsupported',
        "The model's tokenizer splits text with a regular expression that is not supported. Choose another model.",
        { cause },
      );
    }
    throw malformed('could not be understood', cause);
  }
}

/** The steps of the tokenizer library's own `encode`, each of them keeping track of where its text came from. */
function encoder(
  tokenizer: Tokenizer,
  cut: CutSubwords,
  { config, addedTokens }: TokenizerDefinition,
  parses: (token: AddedToken) => boolean,
): (text: string) => Encoding {
  const model = tokenizer.model!;
  const normalizers = normalizersOf(tokenizer, config);
  const raw = new Map<string, AddedToken>();
  const normalized = new Map<string, AddedToken>();
  for (const token of addedTokens.filter(parses)) {
    if (token.normalized && tokenizer.normalizer)
      normalized.set(tokenizer.normalizer.normalize(token.content), token);
    else raw.set(token.content, token);
  }
  const rawTokens = new AddedTokens(raw);
  const normalizedTokens = new AddedTokens(normalized);

  const encodePieces = (source: AlignedText, section: number, result: EncodingBuilder): void => {
    const whole = onePiece(source);
    const pieces = tokenizer.pre_tokenizer ? pretokenize(tokenizer.pre_tokenizer, whole, section) : whole;
    const { text } = pieces.source;
    let fusing = false;
    pieces.from.forEach((offset, k) => {
      cut(text.slice(offset, pieces.to[k]), (id, from, to) => {
        const end = originEnd(pieces.source, offset + from, offset + to);
        const unknown = model.fuse_unk && id === model.unk_token_id;
        if (unknown && fusing) result.extendLast(end);
        else result.add(id, originStart(pieces.source, offset + from, offset + to), end);
        fusing = unknown;
      });
    });
  };

  return (text) => {
    const result = new EncodingBuilder();
    for (const { section, place } of rawTokens.cut(text)) {
      if (section.token) {
        result.add(section.token.id, section.from, section.to);
        continue;
      }
      const source = normalizers.reduce(
        (aligned, normalizer) => normalizeAligned(normalizer, aligned),
        alignedSection(text, section.from, section.to),
      );
      for (const { section: part } of normalizedTokens.cut(source.text)) {
        const { from, to } = part;
        const token = part.token ?? raw.get(source.text.slice(from, to));
        if (token) result.add(token.id, originStart(source, from, to), originEnd(source, from, to));
        else encodePieces(alignedSlice(source, from, to), place, result);
      }
    }
    return result.finish();
  };
}
