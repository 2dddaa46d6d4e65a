import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModelFolder } from '../../../src/model/folder';
import { modelName, modelNameOr } from '../../../src/model/layout';

describe('A model folder', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-folder-'));
    await writeFile(join(folder, 'model.onnx'), '');
    await writeFile(join(folder, 'tokenizer.json'), '{}');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const read = async (config: string) => {
    await writeFile(join(folder, 'config.json'), config);
    return readModelFolder(folder);
  };

  it('is read by the names that its family of models uses', async () => {
    const { config } = await read('{"model_type": "gpt2", "n_layer": 3, "n_embd": 16, "n_positions": 64}');
    assert.deepEqual(config, {
      layers: 3,
      dModel: 16,
      dMlp: undefined,
      vocabulary: undefined,
      context: 64,
      modelType: 'gpt2',
    });
  });

  for (const name of ['n_ctx', 'max_seq_len', 'max_sequence_length', 'model_max_length', 'seq_length'])
    it(`tells its context as ${name}, where it gives it no more usual name`, async () => {
      assert.equal((await read(`{"${name}": 128}`)).config.context, 128);
      assert.equal((await read(`{"${name}": 128, "max_position_embeddings": 64}`)).config.context, 64);
    });

  it('is refused where it gives a text no room', async () => {
    assert.equal((await read('{"n_ctx": 8}')).config.context, 8);
    for (const context of [1, 7])
      await assert.rejects(read(`{"max_position_embeddings": ${context}}`), {
        code: 'model-broken',
        message: new RegExp(
          `^The config\\.json of .* says that a text has ${context} tokens at most, which is too few`,
        ),
      });
  });

  it('may leave a setting null, and have a byte order mark before each of its files', async () => {
    await writeFile(join(folder, 'tokenizer.json'), '\ufeff{}');
    await writeFile(join(folder, 'tokenizer_config.json'), '\ufeff{"bos_token": "<s>"}');
    const { config, tokenizerConfig } = await read(
      '\ufeff{"max_position_embeddings": null, "n_positions": 64, "n_layer": 3, "model_type": null}',
    );
    assert.deepEqual([config.context, config.layers, config.modelType], [64, 3, '']);
    assert.deepEqual(tokenizerConfig, { bos_token: '<s>' });
  });

  for (const file of ['tokenizer_config.json', 'genai_config.json'])
    it(`is refused where its ${file} is a pipe, which is not opened`, async function () {
      if (process.platform === 'win32') this.skip();
      execFileSync('mkfifo', [join(folder, file)]);
      await assert.rejects(read('{}'), {
        message: new RegExp(`^The ${file} of .* is no file, but a pipe\\.`),
      });
    });

  it('may say nothing of itself: the graph tells', async () => {
    assert.equal((await read('{}')).config.layers, undefined);
  });

  for (const config of [
    '[]',
    'null',
    '7',
    '"config"',
    'true',
    '',
    '{',
    '{"num_hidden_layers": "8"}',
    '{"n_layer": 0}',
  ])
    it(`is refused when its config.json is ${config || 'empty'}`, () =>
      assert.rejects(read(config), {
        code: 'model-broken',
        message: /^The config\.json of babelscope-folder-\w+ .+\. Download the model again\.$/,
      }));
});

describe('The name of a model', () => {
  const hash = '0123456789abcdef0123456789abcdef01234567';
  const named = (path: string) => modelName(join('/', ...path.split('/')));

  it('is one that a person knows: the repository in the cache, or the first folder that tells more than “onnx”', () => {
    for (const [path, name] of [
      ['home/me/models/Qwen3-0.6B', 'Qwen3-0.6B'],
      ['home/me/models/Qwen3-0.6B/onnx', 'Qwen3-0.6B'],
      ['home/me/Qwen3-0.6B/exported/model', 'Qwen3-0.6B'],
      [`home/me/bloom-560m/${hash}`, 'bloom-560m'],
      ['hub/models--org--name', 'org/name'],
      [`hub/models--org--name/snapshots/${hash}`, 'org/name'],
      [`hub/models--org--name/snapshots/${hash}/onnx`, 'org/name'],
      [`hub/models--org--name/snapshots/${hash}/cpu-int4`, 'org/name · cpu-int4'],
      ['models--org--name/onnx', 'models--org--name'],
      ['home/me/foo/cpu_and_mobile/cpu-int4-rtn-block-32', 'foo · cpu-int4-rtn-block-32'],
      ['home/me/baz/onnx/fp16', 'baz · fp16'],
      [
        'home/me/phi-3/onnx/cuda/cuda-int4-awq-block-128-acc-level-4',
        'phi-3 · cuda-int4-awq-block-128-acc-level-4',
      ],
      ['home/me/llama-3-q4', 'llama-3-q4'],
    ])
      assert.equal(named(path), name, path);
  });

  it('is what it was made from where its path tells nothing, if that is a repository', () => {
    const bare = join('/', 'tmp', 'onnx');
    assert.equal(modelNameOr(bare, 'org/name'), 'org/name');
    assert.equal(modelNameOr(bare, 'gpt2'), 'gpt2');
    for (const path of ['', './out', '/home/me/x', '../x', 'C:\\models\\x', 'onnx'])
      assert.equal(modelNameOr(bare, path), 'onnx', path);
    assert.equal(modelNameOr(join('/', 'tmp', 'mine', 'onnx'), 'org/name'), 'mine');
  });
});
