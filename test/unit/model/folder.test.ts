import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModelFolder } from '../../../src/model/folder';

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
