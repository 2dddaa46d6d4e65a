import { Tokenizer } from '@huggingface/tokenizers';
import type { AddedToken } from './added';
import { AddedTokens } from './added';
import type { AlignedText } from './aligned';
import { alignedSection, alignedSlice, originEnd, originStart } from './aligned';
import type { TokenizerDefinition } from './definition';
import { malformed, readDefinition } from './definition';
import type { Encoding } from './encoding';
import { EncodingBuilder } from './encoding';
import { unsupported } from './error';
import type { Normalizer } from './normalization';
import { normalizerOf } from './normalization';
import { onePiece } from './pieces';
import type { PreTokenizer } from './pretokenization';
import { preTokenizerOf } from './pretokenization';
import { specialContents, specialTokensOf } from './special';
import { spellingOf } from './spelling';
import type { CutSubwords } from './subwords';
import { bytePairs, unigrams } from './subwords';

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
  const decoder = decoderOf(definition);
  const spell = spellingOf(definition.decoder);
  const addedIds = new Set(addedTokens.map(({ id }) => id));
  const special = specialContents(definition);
  const stages: Stages = {
    normalize: definition.normalizer ? normalizerOf(definition.normalizer) : undefined,
    pretokenize: definition.preTokenizer ? preTokenizerOf(definition.preTokenizer) : undefined,
    cut: cutterOf(definition),
  };
  const ordinary = encoder(stages, addedTokens, (token) => !token.special);
  let withSpecial: typeof ordinary | undefined;
  return {
    vocabularySize: vocabulary.length,
    ...specialTokensOf(definition),
    encode(text, options) {
      if (!options?.parseSpecial) return ordinary(text);
      withSpecial ??= encoder(stages, addedTokens, () => true);
      return withSpecial(text);
    },
    encodeAll: (texts) => texts.map((text) => ordinary(text)),
    decode(ids, options) {
      const left = (token: string | undefined) =>
        token !== undefined && !(options?.skipSpecial && special.has(token));
      const known = Array.from(ids).filter((id) => left(vocabulary[id]));
      return known.length === 0 ? '' : decoder.decode(known, { clean_up_tokenization_spaces: false });
    },
    tokenText(id) {
      const token = vocabulary[id];
      return token === undefined ? '' : addedIds.has(id) ? token : spell(token);
    },
  };
}

/** What a text goes through. */
interface Stages {
  readonly normalize: Normalizer | undefined;
  readonly pretokenize: PreTokenizer | undefined;
  readonly cut: CutSubwords;
}

function cutterOf({ model, addedTokens }: TokenizerDefinition): CutSubwords {
  if (!Array.isArray(model.vocab)) return bytePairs(model);
  const pieces = model.vocab as [string, number][];
  // A Unigram model looks for every piece in the text, so the words "</s>" would end it.
  const control = addedTokens.filter(({ id, content, special }) => special && pieces[id]?.[0] === content);
  const hidden = new Set(control.map(({ id }) => id));
  return unigrams({ pieces, unknown: model.unk_id as number, hidden }, model.byte_fallback === true);
}

/** The tokenizer library, with what it needs to decode all tokens alike. */
function decoderOf(definition: TokenizerDefinition): Tokenizer {
  const { config, addedTokens, postProcessor, decoder, vocabulary } = definition;
  try {
    const tokenizer = new Tokenizer(
      {
        // To look for them in texts it would build a tree with a node for each of their letters.
        added_tokens: [],
        normalizer: null,
        pre_tokenizer: null,
        post_processor: postProcessor,
        decoder,
        model: { type: 'BPE', vocab: {}, merges: [] },
      },
      config,
    );
    tokenizer.model!.vocab = vocabulary as string[];
    if (tokenizer.decoder)
      tokenizer.decoder.added_tokens = addedTokens.map((token) => ({
        ...token,
        single_word: token.singleWord,
      }));
    return tokenizer;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const unknown = /^Unknown (\w+) type: (.*)$/.exec(message);
    if (unknown) throw unsupported(`uses a ${unknown[1]} "${unknown[2]}", which is not supported`, { cause });
    throw malformed('could not be understood', cause);
  }
}

/** The steps of the original library's own `encode`, each of them keeping track of where its text came from. */
function encoder(
  { normalize, pretokenize, cut }: Stages,
  addedTokens: readonly AddedToken[],
  parses: (token: AddedToken) => boolean,
): (text: string) => Encoding {
  const raw = new Map<string, AddedToken>();
  const normalized = new Map<string, AddedToken>();
  for (const token of addedTokens) {
    const { content } = token;
    if (token.normalized && normalize) {
      normalized.set(normalize(alignedSection(content, 0, content.length)).text, token);
    } else {
      raw.set(content, token);
    }
  }
  const rawTokens = new AddedTokens(raw, parses);
  const normalizedTokens = new AddedTokens(normalized, parses);

  const encodePieces = (source: AlignedText, result: EncodingBuilder): void => {
    const whole = onePiece(source);
    const pieces = pretokenize ? pretokenize(whole) : whole;
    const { text } = pieces.source;
    pieces.from.forEach((offset, k) => {
      cut(text.slice(offset, pieces.to[k]), (id, from, to) => {
        const start = originStart(pieces.source, offset + from, offset + to);
        result.add(id, start, originEnd(pieces.source, offset + from, offset + to));
      });
    });
  };

  return (text) => {
    const result = new EncodingBuilder();
    for (const section of rawTokens.cut(text)) {
      if (section.token) {
        result.add(section.token.id, section.from, section.to);
        continue;
      }
      const aligned = alignedSection(text, section.from, section.to);
      const source = normalize ? normalize(aligned) : aligned;
      for (const { from, to, token } of normalizedTokens.cut(source.text)) {
        if (token) result.add(token.id, originStart(source, from, to), originEnd(source, from, to));
        else encodePieces(alignedSlice(source, from, to), result);
      }
    }
    return result.finish();
  };
}
