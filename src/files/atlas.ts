import * as v from 'valibot';
import { parseJson } from '../input/json';
import { checked, shown } from '../input/shape';
import type { BlockCounts } from '../lape/blocks';
import type { Counts } from '../lape/counts';
import { BabelscopeError } from '../rpc/failure';
import type { Tensor } from './safetensors';
import { decodeSafetensors, encodeSafetensors, readSafetensors } from './safetensors';
import { atlasTensors, contextTensors } from './tensor-names';
import { withFile } from './whole';

/** The outcome of a counting run. It has no thresholds: neuron sets are computed when it is opened. */
export interface Atlas extends Counts {
  dModel: number;
  /** `[language, layer, d_mlp]` sums of activations over all counted tokens. */
  activationSum: Float64Array;
  /** `[language, layer + 1, d_model]` sums of the residual stream entering each layer and the final norm. */
  residualSum: Float64Array;
  /** The counts by block of the corpora; kept unless they are too large. */
  blocks?: BlockCounts;
  about: AtlasMetadata;
}

/**
 * The languages of a corpus's documents, from a sample of them: see `languageShares` in `corpus/check.ts`.
 */
export const sharesShape = v.object({
  own: v.nullable(v.number()),
  samples: v.number(),
  others: v.array(v.object({ language: v.string(), share: v.number() })),
});

const corpus = v.object({
  language: v.string(),
  files: v.array(v.object({ name: v.string(), bytes: v.number(), sha256: v.string() })),
  /** Documents in all files, used or not. */
  documents: v.optional(v.number()),
  /** Missing in atlases of earlier versions. */
  readsAs: v.optional(sharesShape),
});

/** The part of a run's batches that was counted, from 1. */
const shard = v.object({ index: v.number(), of: v.number() });
export type Shard = v.InferOutput<typeof shard>;

const about = v.object({
  /** Hash of the model's graph and weights. */
  model: v.string(),
  modelName: v.string(),
  corpora: v.array(corpus),
  settings: v.object({
    tokensPerLanguage: v.number(),
    rowLength: v.number(),
    /** Of the sampling of documents. */
    seed: v.optional(v.number()),
    /** Documents that do not read as their language were left out. */
    dropForeign: v.optional(v.boolean()),
    /** Missing if everything was counted. */
    shard: v.optional(shard),
  }),
  versions: v.record(v.string(), v.string()),
  /** ISO 8601. */
  date: v.string(),
});
export type AtlasCorpus = v.InferOutput<typeof corpus>;
export type AtlasMetadata = v.InferOutput<typeof about>;

const format = 'babelscope-lape';
const version = '1';

/**
 * An atlas as the bytes of a `*.lape.safetensors` file.
 *
 * @param more entries of the file's metadata, besides the atlas's own
 * @param moreTensors the same of its tensors
 */
export function encodeAtlas(
  atlas: Atlas,
  more: Record<string, string> = {},
  moreTensors: Record<string, Tensor> = {},
): Uint8Array<ArrayBuffer> {
  const { languages, layers, dMlp, dModel, blocks } = atlas;
  const tensors: Record<string, Tensor> = {
    over_zero: {
      shape: [languages.length, layers, dMlp],
      data: toInt64(atlas.overZero),
    },
    tokens: {
      shape: [languages.length],
      data: toInt64(atlas.tokens),
    },
    activation_sum: { shape: [languages.length, layers, dMlp], data: atlas.activationSum },
    residual_sum: { shape: [languages.length, layers + 1, dModel], data: atlas.residualSum },
    ...(blocks && {
      block_over_zero: { shape: [blocks.count, languages.length, layers, dMlp], data: blocks.overZero },
      block_tokens: { shape: [blocks.count, languages.length], data: toInt64(blocks.tokens) },
    }),
    ...moreTensors,
  };
  return encodeSafetensors(tensors, {
    ...more,
    format,
    version,
    languages: JSON.stringify(languages),
    about: aboutText(atlas),
  });
}

/** The entry `about`, which identifies an atlas. */
export function aboutText({ about }: Atlas): string {
  return JSON.stringify(about);
}

/**
 * Reads the bytes of a `*.lape.safetensors` file.
 *
 * @throws BabelscopeError `atlas-broken` if it is damaged, from a later version, or not an atlas at all.
 */
export function decodeAtlas(file: Uint8Array): Atlas {
  const { tensors, metadata } = decodeSafetensors(file, expectAtlas);
  const languages = readEntry(v.array(v.string()), metadata['languages'], 'languages');
  if (new Set(languages).size !== languages.length) throw broken('it names a language twice');
  if (!languages.every((tag) => languageTag.test(tag))) throw broken('a name in it is no language tag');
  const overZero = tensors['over_zero'];
  const layers = overZero?.shape[1] ?? 0;
  const dMlp = overZero?.shape[2] ?? 0;
  const dModel = tensors['residual_sum']?.shape[2] ?? 0;
  const count = languages.length;
  const atlas: Atlas = {
    languages,
    layers,
    dMlp,
    dModel,
    overZero: counts(tensors, 'over_zero', [count, layers, dMlp]),
    tokens: counts(tensors, 'tokens', [count]),
    activationSum: numbers(tensors, 'activation_sum', [count, layers, dMlp]),
    residualSum: numbers(tensors, 'residual_sum', [count, layers + 1, dModel]),
    ...readBlocks(tensors, [count, layers, dMlp]),
    about: readEntry(about, metadata['about'], 'about'),
  };
  expectPossible(atlas);
  return atlas;
}

/** Size limit of an atlas, in bytes: twice what LLaMA-2-70B needs for ten languages, with blocks. */
export const largestAtlas = 2 ** 31 - 1;

/**
 * Reads an atlas from a disk, starting with its header.
 *
 * @throws UnreadableError if it is not a file of acceptable size; BabelscopeError `atlas-broken` as
 * `decodeAtlas`
 */
export async function readAtlas(path: string): Promise<Atlas> {
  return decodeAtlas(await readAtlasBytes(path));
}

/** The same without decoding: the checkpoint of an unfinished run holds more. */
export function readAtlasBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return withFile(path, largestAtlas, (file) => readSafetensors(file, expectAtlas));
}

/**
 * @returns the tensors that an atlas may have; the checkpoint of an unfinished run also holds its contexts
 */
function expectAtlas(metadata: Record<string, string>): string[] {
  if (metadata['format'] !== format) throw broken('it is a safetensors file, but not an atlas');
  if (metadata['version'] !== version) {
    throw broken(
      `it has format version ${shown(metadata['version'] ?? '')}, and this Babelscope reads ${version}`,
    );
  }
  return metadata['contexts'] === undefined ? atlasTensors : [...atlasTensors, ...contextTensors];
}

/**
 * Tags are used in reports, tables and file names: letters, digits and hyphens, no longer than BCP-47 allows.
 */
const languageTag = /^[\p{L}\p{M}\p{N}_-]{1,35}$/u;

/** No neuron fires on more tokens than there are, and every sum is finite. */
function expectPossible({ languages, overZero, tokens, activationSum, residualSum }: Atlas): void {
  const neurons = overZero.length / languages.length;
  overZero.forEach((count, i) => {
    const k = Math.floor(i / neurons);
    if (!(count >= 0 && count <= tokens[k]))
      throw broken(`a neuron in it fires on ${count} of ${tokens[k]} tokens of ${languages[k]}`);
  });
  for (const sums of [activationSum, residualSum])
    if (!sums.every(Number.isFinite)) throw broken('a sum in it is not a number');
}

function readBlocks(tensors: Record<string, Tensor>, shape: number[]): { blocks?: BlockCounts } {
  const overZero = tensors['block_over_zero'];
  if (!overZero) return {};
  const count = overZero.shape[0] ?? 0;
  expectShape('block_over_zero', overZero, [count, ...shape]);
  if (!(overZero.data instanceof Int32Array)) throw broken('tensor block_over_zero is not of int32');
  return {
    blocks: { count, overZero: overZero.data, tokens: counts(tensors, 'block_tokens', [count, shape[0]]) },
  };
}

function counts(tensors: Record<string, Tensor>, name: string, shape: number[]): Float64Array {
  if (tensors[name] && !(tensors[name].data instanceof BigInt64Array))
    throw broken(`tensor ${name} is not of int64`);
  return numbers(tensors, name, shape);
}

function numbers(tensors: Record<string, Tensor>, name: string, shape: number[]): Float64Array {
  const tensor = tensors[name];
  if (!tensor) throw broken(`it has no tensor ${name}`);
  expectShape(name, tensor, shape);
  const { data } = tensor;
  if (data instanceof Float64Array) return data;
  return data instanceof BigInt64Array ? fromInt64(data) : Float64Array.from(data);
}

function expectShape(name: string, tensor: Tensor, shape: number[]): void {
  if (tensor.shape.join() !== shape.join()) {
    throw broken(`tensor ${name} has the shape [${tensor.shape.join(', ')}], not [${shape.join(', ')}]`);
  }
}

/**
 * Integers below 2^53 as int64, written as two halves: single BigInts are thirty times slower. Little-endian,
 * like the file.
 */
function toInt64(values: Float64Array): BigInt64Array {
  const data = new BigInt64Array(values.length);
  const halves = new Int32Array(data.buffer);
  for (let i = 0; i < values.length; i++) {
    halves[2 * i] = values[i];
    halves[2 * i + 1] = Math.floor(values[i] / 2 ** 32);
  }
  return data;
}

function fromInt64(data: BigInt64Array): Float64Array {
  const halves = new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
  const values = new Float64Array(data.length);
  for (let i = 0; i < values.length; i++) values[i] = halves[2 * i + 1] * 2 ** 32 + (halves[2 * i] >>> 0);
  return values;
}

function readEntry<S extends v.GenericSchema>(
  schema: S,
  text: string | undefined,
  name: string,
): v.InferOutput<S> {
  try {
    return checked(schema, parseJson(text ?? ''));
  } catch {
    throw broken(`its entry "${name}" is damaged`);
  }
}

function broken(reason: string): BabelscopeError {
  return new BabelscopeError(
    'atlas-broken',
    `This atlas cannot be used: ${reason}. Restore the file or count it again.`,
  );
}
