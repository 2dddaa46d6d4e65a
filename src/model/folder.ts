import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { check, shown } from '../input/shape';
import { BabelscopeError } from '../rpc/failure';
import type { GenaiConfig } from './genai';
import { readGenaiConfig } from './genai';
import { graphFiles } from './graphs';
import { modelName, modelNameOr, modelRoot } from './layout';
import type { Described } from './settings-file';
import { readJson, withoutNulls } from './settings-file';

/** A validated model folder: what the engine needs to know before it reads the graph. */
export interface ModelFolder {
  name: string;
  folder: string;
  /** The exported decoder, absolute. */
  graphFile: string;
  tokenizer: unknown;
  tokenizerConfig: unknown;
  /** What config.json claims; the graph's own anatomy is checked against it. */
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
/**
 * Names for the longest input in transformers' model families: MPT `max_seq_len`, Baichuan
 * `model_max_length`, …
 */
const contextNames = [
  'max_position_embeddings',
  'n_positions',
  'max_seq_len',
  'max_sequence_length',
  'model_max_length',
  'n_ctx',
  'seq_length',
] as const;
const configFile = v.object({
  model_type: v.optional(v.string(), ''),
  num_hidden_layers: size,
  n_layer: size,
  hidden_size: size,
  n_embd: size,
  d_model: size,
  num_layers: size,
  n_layers: size,
  intermediate_size: size,
  ffn_dim: size,
  n_inner: size,
  vocab_size: size,
  ...v.entriesFromList(contextNames, size),
});

/** Used if no config names a context; short enough for every decoder of recent years. */
const defaultContext = 1024;
/** Room for the beginning-of-text token and some preceding tokens as context. */
const shortestContext = 8;

/**
 * Reads a folder in Hugging Face layout: `config.json`, `tokenizer.json`, `onnx/*.onnx` or `*.onnx`; a folder of
 * onnxruntime-genai or Olive (`genai_config.json`); or an entry of the Hugging Face cache. Nothing in it is executed or
 * written.
 *
 * @param graph which of several graphs, relative to the folder; by default the first of `graphFiles`
 * @throws BabelscopeError `model-missing`, `model-broken` or `tokenizer-broken`.
 */
export async function readModelFolder(folder: string, graph?: string): Promise<ModelFolder> {
  const name = modelName(folder);
  const root = await modelRoot(folder);
  const graphFile = await findModelFiles(folder, graph);
  const config = await readJson(root, 'config.json', 'model-broken');
  const tokenizer = await readJson(root, 'tokenizer.json', 'tokenizer-broken');
  if (tokenizer === undefined) throw missing(root, 'tokenizer.json', 'tokenizer-broken');
  const settings =
    config === undefined ? genaiSettings(await readGenaiConfig(root)) : readConfig(name, config);
  if (settings.context < shortestContext)
    throw new BabelscopeError(
      'model-broken',
      `The ${config === undefined ? 'genai_config.json' : 'config.json'} of ${name} says that a text has ${settings.context} tokens at most, which is too few for any. Download the model again.`,
    );
  return {
    name: modelNameOr(folder, madeFrom(config)),
    folder,
    graphFile,
    tokenizer,
    tokenizerConfig: await readJson(root, 'tokenizer_config.json', 'tokenizer-broken'),
    config: settings,
  };
}

/** `_name_or_path`, or an empty string. */
function madeFrom(config: unknown): string {
  const found = check(v.object({ _name_or_path: v.string() }), config);
  return found.success ? found.output._name_or_path : '';
}

/**
 * Checks that a folder has the files of a model, without reading them.
 *
 * @param graph which of several graphs, relative to the folder; by default the first of `graphFiles`
 * @returns the exported decoder, absolute
 * @throws BabelscopeError `model-missing`, `model-broken` or `tokenizer-broken`
 */
export async function findModelFiles(folder: string, graph?: string): Promise<string> {
  const name = modelName(folder);
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new BabelscopeError('model-missing', `There is no folder ${folder}. Choose another model.`);
  }
  const root = await modelRoot(folder);
  const graphs = await graphFiles(folder);
  const wanted = graph === undefined ? undefined : join(root, graph);
  const graphFile = wanted === undefined ? graphs[0] : graphs.find((file) => file === wanted);
  if (!graphFile) {
    throw new BabelscopeError(
      'model-missing',
      graph !== undefined && graphs.length > 0
        ? `${name} holds no ${graph}. Choose another of its graphs.`
        : `${name} holds no .onnx file. Export the model to ONNX, or choose another folder.`,
    );
  }
  const described = (await isFile(root, 'config.json')) || (await isFile(root, 'genai_config.json'));
  if (!described) throw missing(folder, 'config.json', 'model-broken');
  if (!(await isFile(root, 'tokenizer.json'))) throw missing(folder, 'tokenizer.json', 'tokenizer-broken');
  return graphFile;
}

async function isFile(root: string, file: string): Promise<boolean> {
  return (await stat(join(root, file)).catch(() => undefined))?.isFile() ?? false;
}

/** onnxruntime-genai's builder writes no config.json, but has the same information elsewhere. */
function genaiSettings(settings: GenaiConfig | undefined): ModelConfig {
  return {
    layers: settings?.model.decoder.num_hidden_layers,
    dModel: settings?.model.decoder.hidden_size,
    dMlp: undefined,
    vocabulary: settings?.model.vocab_size,
    context: settings?.model.context_length ?? defaultContext,
    modelType: settings?.model.type ?? '',
  };
}

function readConfig(name: string, raw: unknown): ModelConfig {
  // In JavaScript, a list is an object too, and every entry is optional.
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new BabelscopeError(
      'model-broken',
      `The config.json of ${name} holds no settings, but something else. Download the model again.`,
    );
  }
  const parsed = check(configFile, withoutNulls(raw));
  if (!parsed.success) {
    throw new BabelscopeError(
      'model-broken',
      `The config.json of ${name} is malformed (${shown(parsed.issues[0].message)}). Download the model again.`,
    );
  }
  const config = parsed.output;
  return {
    layers: config.num_hidden_layers ?? config.n_layer ?? config.num_layers ?? config.n_layers,
    dModel: config.hidden_size ?? config.n_embd ?? config.d_model,
    dMlp: config.intermediate_size ?? config.ffn_dim ?? config.n_inner,
    vocabulary: config.vocab_size,
    context:
      contextNames.map((name) => config[name]).find((length) => length !== undefined) ?? defaultContext,
    modelType: config.model_type,
  };
}

function missing(folder: string, file: string, code: Described): BabelscopeError {
  return new BabelscopeError(
    code,
    `${modelName(folder)} has no readable ${file}. Download the model again, or choose another folder.`,
  );
}
