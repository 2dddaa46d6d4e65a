import type { AddedToken } from './added';
import { TokenizerError, unsupported } from './error';

/** A part of a tokenizer.json: a stage with its kind and settings. */
export type Stage = { readonly type?: unknown } & Readonly<Record<string, unknown>>;

/** The contents of tokenizer.json and tokenizer_config.json, validated as far as we rely on them. */
export interface TokenizerDefinition {
  readonly config: Readonly<Record<string, unknown>>;
  readonly model: Readonly<Record<string, unknown>>;
  readonly addedTokens: readonly AddedToken[];
  readonly normalizer: Stage | null;
  readonly preTokenizer: Stage | null;
  readonly postProcessor: Stage | null;
  readonly decoder: Stage | null;
  /** [id] → the vocabulary's own spelling of the token */
  readonly vocabulary: readonly (string | undefined)[];
}

/** No published vocabulary comes near; a larger id is a damaged file and would eat the memory. */
const mostIds = 1 << 24;

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
  const addedTokens = readAddedTokens(tokenizerJson.added_tokens ?? [], vocabulary);
  for (const { id, content } of addedTokens) vocabulary[id] = content;
  const stage = (name: string): Stage | null => {
    const value = tokenizerJson[name] ?? null;
    if (value !== null && !isRecord(value)) throw malformed(`has a "${name}" which is not an object`);
    return value;
  };
  return {
    config: isRecord(tokenizerConfig) ? tokenizerConfig : {},
    model,
    addedTokens,
    normalizer: stage('normalizer'),
    preTokenizer: stage('pre_tokenizer'),
    postProcessor: stage('post_processor'),
    decoder: stage('decoder'),
    vocabulary,
  };
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How the kind of a stage is written in a sentence. */
export function nameOf({ type }: Stage): string {
  return String(type).slice(0, 40);
}

/** The stages of a sequence. */
export function listOf(stages: unknown): Stage[] {
  if (!Array.isArray(stages) || !stages.every(isRecord))
    throw malformed('could not be understood: a Sequence is not a list of stages');
  return stages;
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
function unsupportedModel(type: unknown): TokenizerError {
  const named = typeof type === 'string' ? ` ${JSON.stringify(type.slice(0, 40))}` : '';
  return unsupported(`uses a Model${named}, which is neither BPE nor Unigram`);
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
      throw unsupported('has no token for unknown characters ("unk_id")');
    }
  } else if (isRecord(vocab)) {
    if (model.type !== 'BPE' && !merges) throw unsupportedModel(model.type);
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
    throw unsupported(
      'marks word parts with a prefix ("continuing_subword_prefix"), which BPE tokenizers here do not support',
    );
  }
  if (model.dropout) throw unsupported('leaves out merges at random ("dropout")');
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

/** Models that speak have some ten thousand for sounds; each costs a tenth of a millisecond at every start. */
const mostAdded = 100_000;

/** Where the vocabulary has an added token too, its id is the one that counts, as in the original library. */
function readAddedTokens(list: unknown, vocabulary: readonly (string | undefined)[]): AddedToken[] {
  const idOf = new Map<string | undefined, number>();
  vocabulary.forEach((token, id) => idOf.set(token, id));
  if (!Array.isArray(list)) throw malformed('has "added_tokens" which are not a list');
  if (list.length > mostAdded) throw malformed(`has ${list.length} added tokens, more than any model`);
  return list.map((entry: unknown) => {
    if (!isRecord(entry) || typeof entry.content !== 'string' || !isId(entry.id)) {
      throw malformed('has an added token without text or without a usable id');
    }
    const special = entry.special === true;
    return {
      id: idOf.get(entry.content) ?? entry.id,
      content: entry.content,
      special,
      normalized: typeof entry.normalized === 'boolean' ? entry.normalized : !special,
      lstrip: entry.lstrip === true,
      rstrip: entry.rstrip === true,
      singleWord: entry.single_word === true,
    };
  });
}
