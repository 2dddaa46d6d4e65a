import type { AddedToken } from './added';
import { TokenizerError } from './error';

/** A part of a tokenizer.json: a stage with its kind and settings. */
export type Stage = { readonly type?: unknown } & Readonly<Record<string, unknown>>;

/** What was read from tokenizer.json and tokenizer_config.json, checked as far as we rely on it. */
export interface TokenizerDefinition {
  /** ready for the tokenizer library */
  readonly json: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly addedTokens: readonly AddedToken[];
  readonly decoder: Stage | null;
  /** [id] → the vocabulary's own spelling of the token */
  readonly vocabulary: readonly (string | undefined)[];
}

/** No published vocabulary comes near; a larger id is a damaged file and would eat the memory. */
const mostIds = 1 << 24;
const stages = ['normalizer', 'pre_tokenizer', 'post_processor', 'decoder'];

/**
 * Checks the two files of a tokenizer, parsed. The configuration may be missing.
 * @throws TokenizerError
 */
export function readDefinition(tokenizerJson: unknown, tokenizerConfig: unknown): TokenizerDefinition {
  if (!isRecord(tokenizerJson)) throw malformed('is not a JSON object');
  const { model } = tokenizerJson;
  if (!isRecord(model)) throw malformed('has no "model"');
  // Older files leave out the type of a BPE model.
  if (![undefined, null, 'BPE', 'Unigram'].includes(model.type as string)) throw unsupportedModel(model.type);
  const vocabulary = readVocabulary(model);
  const addedTokens = readAddedTokens(tokenizerJson.added_tokens ?? []);
  for (const { id, content } of addedTokens) vocabulary[id] = content;
  const json: Record<string, unknown> = { ...tokenizerJson, model, added_tokens: addedTokens };
  for (const stage of stages) {
    json[stage] ??= null;
    if (json[stage] !== null && !isRecord(json[stage]))
      throw malformed(`has a "${stage}" which is not an object`);
  }
  if (Array.isArray(model.vocab))
    json.model = { ...model, vocab: hideControlTokens(model.vocab, addedTokens) };
  return {
    json,
    config: isRecord(tokenizerConfig) ? tokenizerConfig : {},
    addedTokens,
    decoder: json.decoder as Stage | null,
    vocabulary,
  };
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The sentence for a damaged file. */
export function malformed(what: string, cause?: unknown): TokenizerError {
  return new TokenizerError(
    'malformed',
    `The model's tokenizer.json ${what}. Download the model's tokenizer files again.`,
    { cause },
  );
}

/** The sentence for a tokenizer of another kind than the two that decoders have. */
export function unsupportedModel(type: unknown): TokenizerError {
  const named = typeof type === 'string' ? ` ${JSON.stringify(type.slice(0, 40))}` : '';
  return new TokenizerError(
    'unsupported',
    `The model's tokenizer uses a Model${named}, which is neither BPE nor Unigram. Choose another model.`,
  );
}

function readVocabulary(model: Record<string, unknown>): (string | undefined)[] {
  const { vocab, merges } = model;
  const vocabulary: (string | undefined)[] = [];
  if (Array.isArray(vocab)) {
    for (const entry of vocab as unknown[]) {
      if (!Array.isArray(entry) || typeof entry[0] !== 'string' || typeof entry[1] !== 'number') {
        throw malformed('has a vocabulary entry which is not a token with a score');
      }
      vocabulary.push(entry[0]);
    }
    const unknown = model.unk_id;
    if (typeof unknown !== 'number' || vocabulary[unknown] === undefined) {
      throw new TokenizerError(
        'unsupported',
        'The model\'s tokenizer has no token for unknown characters ("unk_id"). Choose another model.',
      );
    }
  } else if (isRecord(vocab)) {
    for (const token in vocab) {
      const id = vocab[token];
      if (!isId(id))
        throw malformed(`gives the token ${JSON.stringify(token)} an id which is no small whole number`);
      vocabulary[id] = token;
    }
  }
  if (vocabulary.length === 0) throw malformed('has no vocabulary ("model.vocab")');
  if (model.type === 'BPE' && !(Array.isArray(merges) && merges.every(isMerge))) {
    throw malformed('has no list of merges ("model.merges")');
  }
  if (model.type === 'BPE' && model.continuing_subword_prefix) {
    throw new TokenizerError(
      'unsupported',
      'The model\'s tokenizer marks word parts with a prefix ("continuing_subword_prefix"), which BPE tokenizers here do not support. Choose another model.',
    );
  }
  return vocabulary;
}

function isMerge(merge: unknown): boolean {
  if (typeof merge === 'string') return merge.includes(' ');
  return (
    Array.isArray(merge) && merge.length === 2 && typeof merge[0] === 'string' && typeof merge[1] === 'string'
  );
}

function isId(id: unknown): id is number {
  return typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < mostIds;
}

function readAddedTokens(list: unknown): AddedToken[] {
  if (!Array.isArray(list)) throw malformed('has "added_tokens" which are not a list');
  return list.map((entry: unknown) => {
    if (!isRecord(entry) || typeof entry.content !== 'string' || !isId(entry.id)) {
      throw malformed('has an added token without text or without a usable id');
    }
    const special = entry.special === true;
    return {
      ...entry,
      id: entry.id,
      content: entry.content,
      special,
      normalized: typeof entry.normalized === 'boolean' ? entry.normalized : !special,
      lstrip: entry.lstrip === true,
      rstrip: entry.rstrip === true,
    };
  });
}

/**
 * A Unigram model looks for every token of its vocabulary in the text, so the words "</s>" would end it. The
 * control tokens get a spelling which no text has (a noncharacter first); their ids stay.
 */
function hideControlTokens(vocab: unknown[], addedTokens: readonly AddedToken[]): unknown[] {
  const hidden = [...vocab];
  for (const { id, content, special } of addedTokens) {
    const entry = hidden[id] as [string, number] | undefined;
    if (special && entry?.[0] === content) hidden[id] = [`\uFFFF${content}`, entry[1]];
  }
  return hidden;
}
