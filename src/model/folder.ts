import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { BabelscopeError } from '../protocol/failure';

/** A model folder, validated: what the engine needs to know before it reads the graph. */
export interface ModelFolder {
  name: string;
  folder: string;
  /** The exported decoder, absolute. */
  graphFile: string;
  tokenizer: unknown;
  tokenizerConfig: unknown;
  /** What config.json claims; the graph's own anatomy is held against it. */
  config: ModelConfig;
}

export interface ModelConfig {
  layers: number | undefined;
  dModel: number | undefined;
  dMlp: number | undefined;
  vocabulary: number | undefined;
  /** Longest input, in tokens. */
  context: number;
  modelType: string;
}

const size = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)));
const configFile = v.object({
  model_type: v.optional(v.string(), ''),
  _name_or_path: v.optional(v.string(), ''),
  num_hidden_layers: size,
  n_layer: size,
  hidden_size: size,
  n_embd: size,
  intermediate_size: size,
  ffn_dim: size,
  vocab_size: size,
  max_position_embeddings: size,
  n_positions: size,
});

/** Contexts that no config names; short enough for every decoder of the last years. */
const defaultContext = 1024;

/** File names of exported decoders, best first: full precision before quantised, cache-capable ones by the same names. */
const graphNames = [
  'model.onnx',
  'decoder_model_merged.onnx',
  'decoder_model.onnx',
  'model_fp16.onnx',
  'model_int8.onnx',
  'model_quantized.onnx',
  'model_q4.onnx',
  'model_q4f16.onnx',
];

/**
 * Reads a folder in Hugging Face layout: `config.json`, `tokenizer.json`, `onnx/*.onnx` or `*.onnx`. Nothing in it is
 * executed or written.
 *
 * @throws BabelscopeError `model-missing`, `model-broken` or `tokenizer-broken`.
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const name = basename(folder);
  return {
    name,
    folder,
    graphFile: await findModelFiles(folder),
    tokenizer: await readJson(folder, 'tokenizer.json', 'tokenizer-broken'),
    tokenizerConfig: await readJson(folder, 'tokenizer_config.json', undefined),
    config: readConfig(name, await readJson(folder, 'config.json', 'model-broken')),
  };
}

/**
 * Checks that a folder has the files of a model, without reading them.
 *
 * @returns the exported decoder, absolute
 * @throws BabelscopeError `model-missing`, `model-broken` or `tokenizer-broken`
 */
export async function findModelFiles(folder: string): Promise<string> {
  const name = basename(folder);
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new BabelscopeError('model-missing', `There is no folder ${folder}. Choose another model.`);
  }
  const graphFile = await findGraph(folder);
  if (!graphFile) {
    throw new BabelscopeError(
      'model-missing',
      `${name} holds no .onnx file. Export the model to ONNX, or choose another folder.`,
    );
  }
  for (const [file, code] of required) {
    if (!(await stat(join(folder, file)).catch(() => undefined))?.isFile()) throw missing(folder, file, code);
  }
  return graphFile;
}

/** Files that every model folder must have, and what is broken without them. */
const required = [
  ['config.json', 'model-broken'],
  ['tokenizer.json', 'tokenizer-broken'],
] as const;

function readConfig(name: string, raw: unknown): ModelConfig {
  // A list is an object to JavaScript, and every entry is optional.
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new BabelscopeError(
      'model-broken',
      `The config.json of ${name} holds no settings, but something else. Download the model again.`,
    );
  }
  const parsed = v.safeParse(configFile, raw);
  if (!parsed.success) {
    throw new BabelscopeError(
      'model-broken',
      `The config.json of ${name} is malformed (${parsed.issues[0].message}). Download the model again.`,
    );
  }
  const config = parsed.output;
  return {
    layers: config.num_hidden_layers ?? config.n_layer,
    dModel: config.hidden_size ?? config.n_embd,
    dMlp: config.intermediate_size ?? config.ffn_dim,
    vocabulary: config.vocab_size,
    context: config.max_position_embeddings ?? config.n_positions ?? defaultContext,
    modelType: config.model_type,
  };
}

async function findGraph(folder: string): Promise<string | undefined> {
  for (const directory of [join(folder, 'onnx'), folder]) {
    const entries = await readdir(directory).catch(() => []);
    const graphs = entries.filter((entry) => entry.endsWith('.onnx')).sort();
    const found = graphNames.find((candidate) => graphs.includes(candidate)) ?? graphs[0];
    if (found) return join(directory, found);
  }
  return undefined;
}

/** With a failure code the file must be there; without one its absence is `undefined`. */
async function readJson(
  folder: string,
  file: string,
  code: 'model-broken' | 'tokenizer-broken' | undefined,
): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(join(folder, file), 'utf8');
  } catch {
    if (!code) return undefined;
    throw missing(folder, file, code);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new BabelscopeError(
      code ?? 'tokenizer-broken',
      `The ${file} of ${basename(folder)} is not valid JSON. Download the model again.`,
    );
  }
}

function missing(folder: string, file: string, code: 'model-broken' | 'tokenizer-broken'): BabelscopeError {
  return new BabelscopeError(
    code,
    `${basename(folder)} has no readable ${file}. Download the model again, or choose another folder.`,
  );
}
