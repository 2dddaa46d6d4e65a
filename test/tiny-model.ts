import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Token 0 and 1 of the tiny model. */
const padding = '<|pad|>';
export const endOfText = '<|endoftext|>';

const letters = ' ?:.,-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * A whole model of some 100 kB that opens in a moment: the graph of a fixture (2 layers of 24 neurons, 64 tokens) and a
 * tokenizer in which every letter of the English alphabet is a token. What it generates means nothing.
 *
 * @param root of the repository
 * @param tokenizerConfig `tokenizer_config.json`
 * @returns the files by their path in the model's folder
 */
export function tinyModel(tokenizerConfig: object = {}, root = resolve('.')): Record<string, Buffer> {
  const fixture = join(root, 'test/fixtures/models/llama-silu');
  const special = [padding, endOfText];
  const vocabulary = [...special, ...letters];
  const tokenizer = {
    version: '1.0',
    added_tokens: special.map((content, id) => ({ id, content, special: true })),
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: { type: 'Fuse' },
    model: {
      type: 'BPE',
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
      merges: [],
    },
  };
  return {
    'config.json': readFileSync(join(fixture, 'config.json')),
    'tokenizer.json': Buffer.from(JSON.stringify(tokenizer)),
    'tokenizer_config.json': Buffer.from(JSON.stringify({ eos_token: endOfText, ...tokenizerConfig })),
    'onnx/model.onnx': readFileSync(join(fixture, 'model.onnx')),
  };
}

/** Writes a model's files into a folder, which is made. */
export async function writeModel(folder: string, files: Record<string, Buffer>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
