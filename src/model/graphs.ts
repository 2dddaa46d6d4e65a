import { readdir } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { BabelscopeError } from '../rpc/failure';
import { readGenaiConfig } from './genai';
import { modelName, modelRoot } from './layout';

/** Names of decoders, best first: complete ones, then those without or only with a cache. */
const stems = ['model', 'decoder_model', 'decoder_model_merged', 'decoder'];
/** Suffixes used by transformers.js and optimum, best first: full precision, then by increasing loss. */
const endings = ['', '_fp16', '_int8', '_uint8', '_q8', '_quantized', '_q4', '_q4f16', '_bnb4'];
/** Parts of models that do not read tokens or cannot start a text. */
const parts = /(^|_)(encoder|vision|audio|embed|embeds|embedding|tokenizer|speech)(_|\.|$)|with_past/;

/**
 * The exported decoders in a model's folder, with the default first: the one named in genai_config.json, then
 * full precision before quantised. Only names are checked.
 *
 * @param folder a folder with `onnx/*.onnx` or `*.onnx`, or an entry of the Hugging Face cache
 * @throws BabelscopeError `model-broken` if genai_config.json is malformed, or names a missing graph
 */
export async function graphFiles(folder: string): Promise<string[]> {
  const root = await modelRoot(folder);
  const named = (await readGenaiConfig(root))?.model.decoder.filename;
  const inside = named !== undefined && !normalize(named).startsWith('..');
  const meant = inside ? [join(root, named), join(root, 'onnx', named)] : [];
  const files: string[] = [];
  for (const directory of [join(root, 'onnx'), root]) {
    const entries = await readdir(directory).catch(() => []);
    const graphs = entries.filter((entry) => entry.endsWith('.onnx'));
    const decoders = graphs.filter(
      (entry) => meant.includes(join(directory, entry)) || !parts.test(entry.toLowerCase()),
    );
    // If there is nothing else, let the graph's own anatomy decide.
    const sorted = (decoders.length > 0 ? decoders : graphs).sort(
      (a, b) => rank(a) - rank(b) || compare(a, b),
    );
    files.push(...sorted.map((entry) => join(directory, entry)));
  }
  if (named === undefined) return files;
  const first = meant.find((file) => files.includes(file));
  if (first !== undefined) return [first, ...files.filter((file) => file !== first)];
  throw new BabelscopeError(
    'model-broken',
    `The genai_config.json of ${modelName(root)} names the graph ${JSON.stringify(named)}, which is not in the folder. Put the graph there, or correct that file.`,
  );
}

function rank(entry: string): number {
  const name = entry.slice(0, -'.onnx'.length);
  for (const [s, stem] of stems.entries()) {
    const ending = name.startsWith(stem) ? endings.indexOf(name.slice(stem.length)) : -1;
    if (ending >= 0) return s * endings.length + ending;
  }
  return stems.length * endings.length;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
