import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { readGraph } from '../../../src/graph/file';
import { precisionOf } from '../../../src/graph/precision';
import { graphFiles } from '../../../src/model/graphs';
import { modelName, modelRoot } from '../../../src/model/layout';
import { readModelFolder } from '../../../src/model/folder';
import { fixtureFile } from '../graph/fixture';

describe('the graphs of a model folder', () => {
  let directory: string;
  let made = 0;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'babelscope-graphs-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  /** A folder with empty files of these names. */
  async function folderOf(...files: string[]): Promise<string> {
    const folder = join(directory, `model-${(made += 1)}`);
    for (const file of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), file.endsWith('.json') ? '{}' : '');
    }
    return folder;
  }

  async function namesIn(folder: string): Promise<string[]> {
    return (await graphFiles(folder)).map((file) => relative(folder, file));
  }

  it('come in the layout of transformers.js, full precision first', async () => {
    const names = ['_q4f16', '_quantized', '_q4', '_bnb4', '_fp16', '', '_uint8', '_int8'];
    const folder = await folderOf(
      ...names.map((ending) => `onnx/model${ending}.onnx`),
      'onnx/model.onnx_data',
      'onnx/model.onnx_data_1',
    );
    const order = ['', '_fp16', '_int8', '_uint8', '_quantized', '_q4', '_q4f16', '_bnb4'];
    assert.deepEqual(
      await namesIn(folder),
      order.map((ending) => join('onnx', `model${ending}.onnx`)),
    );
  });

  it('are decoders that can begin a text: not encoders, not embeddings, not what needs a past', async () => {
    const others = [
      'vision_encoder',
      'encoder_model',
      'embed_tokens',
      'decoder_with_past_model',
      'tokenizer',
    ];
    const folder = await folderOf(
      ...others.map((name) => `${name}.onnx`),
      'decoder_model_merged_q4.onnx',
      'decoder_model.onnx',
    );
    assert.deepEqual(await namesIn(folder), ['decoder_model.onnx', 'decoder_model_merged_q4.onnx']);
  });

  it('are what genai_config.json names first, and none where that is not in the folder', async () => {
    const folder = await folderOf('model.onnx', 'phi-int4.onnx', 'phi-int4.onnx.data');
    const config = (filename: string) =>
      writeFile(join(folder, 'genai_config.json'), JSON.stringify({ model: { decoder: { filename } } }));
    await config('phi-int4.onnx');
    assert.deepEqual(await namesIn(folder), ['phi-int4.onnx', 'model.onnx']);
    await writeFile(join(directory, 'model.onnx'), '');
    for (const elsewhere of ['../model.onnx', 'gone.onnx', join(folder, 'model.onnx')]) {
      await config(elsewhere);
      await assert.rejects(namesIn(folder), {
        code: 'model-broken',
        message:
          /^The genai_config\.json of model-\d+ names the graph ".*", which is not in the folder\. Put the /,
      });
    }
  });

  it('may be named by genai_config.json whatever they are called, from its folder or from onnx/', async () => {
    const folder = await folderOf('onnx/text_embedding_decoder.onnx', 'onnx/model.onnx');
    for (const filename of ['text_embedding_decoder.onnx', 'onnx/text_embedding_decoder.onnx']) {
      const settings = { model: { context_length: null, decoder: { filename } } };
      await writeFile(join(folder, 'genai_config.json'), `\ufeff${JSON.stringify(settings)}`);
      assert.deepEqual((await namesIn(folder))[0], join('onnx', 'text_embedding_decoder.onnx'));
    }
  });

  for (const content of ['{', '[]', '{}', '{"model": {"decoder": {"filename": 7}}}'])
    it(`are none where genai_config.json is ${content}`, async () => {
      const folder = await folderOf('model.onnx');
      await writeFile(join(folder, 'genai_config.json'), content);
      await assert.rejects(namesIn(folder), {
        code: 'model-broken',
        message:
          /^The genai_config\.json of model-\d+ is (malformed \(.+\)|not valid JSON)\. Download the model again\.$/,
      });
    });

  it('have the precision that most of their weights are stored in, whatever their names say', async () => {
    const precisions = {
      'llama-silu': 'fp32',
      'llama-silu-fp16': 'fp16',
      'llama-relu-int8': 'int8',
      'llama-relu-dynamic-int8': 'int8',
      'llama-silu-genai-int4': 'int4',
    };
    for (const [name, precision] of Object.entries(precisions))
      assert.equal(precisionOf(await readGraph(fixtureFile(name))), precision, name);
  });

  it('may lie in the Hugging Face cache, in the revision that is current', async function () {
    const entry = join(directory, 'hub', 'models--someone--tiny-model');
    for (const revision of ['1111', '2222']) {
      await mkdir(join(entry, 'snapshots', revision), { recursive: true });
    }
    await mkdir(join(entry, 'refs'));
    await mkdir(join(entry, 'blobs'));
    await writeFile(join(entry, 'refs', 'main'), '1111\n');
    const snapshot = join(entry, 'snapshots', '1111');
    for (const [blob, name, contents] of [
      ['c0', 'config.json', '{"n_layer": 3}'],
      ['c1', 'tokenizer.json', '{}'],
      ['c2', 'model.onnx', ''],
    ]) {
      await writeFile(join(entry, 'blobs', blob), contents);
      await symlink(join('..', '..', 'blobs', blob), join(snapshot, name)).catch(() => this.skip());
    }
    assert.equal(await modelRoot(entry), snapshot);
    for (const folder of [entry, snapshot]) {
      const model = await readModelFolder(folder);
      assert.equal(model.name, 'someone/tiny-model');
      assert.equal(model.config.layers, 3);
      assert.equal(model.graphFile, join(snapshot, 'model.onnx'));
    }
    assert.equal(modelName(join(directory, 'plain')), 'plain');
  });

  it('are chosen by name where a person chose', async () => {
    const folder = await folderOf('onnx/model.onnx', 'onnx/model_q4.onnx', 'config.json', 'tokenizer.json');
    assert.equal(
      (await readModelFolder(folder, 'onnx/model_q4.onnx')).graphFile,
      join(folder, 'onnx/model_q4.onnx'),
    );
    await assert.rejects(readModelFolder(folder, 'onnx/model_q8.onnx'), {
      code: 'model-missing',
      message: /holds no onnx\/model_q8\.onnx\. Choose another of its graphs\./,
    });
  });

  it('need no config.json where the builder of onnxruntime-genai wrote its own', async () => {
    const folder = await folderOf('model.onnx', 'model.onnx.data', 'tokenizer.json');
    const decoder = { filename: 'model.onnx', hidden_size: 32, num_hidden_layers: 2 };
    const model = { type: 'phi3', context_length: 4096, vocab_size: 64, decoder };
    await writeFile(join(folder, 'genai_config.json'), JSON.stringify({ model }));
    assert.deepEqual((await readModelFolder(folder)).config, {
      layers: 2,
      dModel: 32,
      dMlp: undefined,
      vocabulary: 64,
      context: 4096,
      modelType: 'phi3',
    });
  });
});
