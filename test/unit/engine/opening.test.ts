import assert from 'node:assert/strict';
import {
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { after, before, describe, it } from 'mocha';
import { analysisHandlers } from '../../../src/analyses/running';
import { loadModel } from '../../../src/engine/loaded-model';
import { engineOf } from '../../../src/engine/open-engine';
import { openSteering } from '../../../src/engine/steering';
import type { GraphProto, ModelProto } from '../../../src/graph/onnx_pb';
import { ModelProtoSchema } from '../../../src/graph/onnx_pb';
import { fixtureFile } from '../graph/fixture';
import { bytePairModel, tokenizerJson } from '../text/small';

const thresholds = { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 };

describe('opening a model', () => {
  let directory: string;
  let made = 0;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'babelscope-opening-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  const open = (folder: string) =>
    loadModel({ folder, atlas: undefined, storage: join(directory, 'storage'), threads: 1, thresholds });

  /** A whole model folder around a fixture's graph, which `change` may change. */
  async function folderOf(name: string, change?: (model: ModelProto) => void): Promise<string> {
    const folder = join(directory, `model-${(made += 1)}`);
    await cp(dirname(fixtureFile(name)), folder, { recursive: true });
    await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(tokenizerJson(bytePairModel(['a', 'b']))));
    if (change) {
      const model = fromBinary(ModelProtoSchema, await readFile(join(folder, 'model.onnx')));
      change(model);
      await writeFile(join(folder, 'model.onnx'), toBinary(ModelProtoSchema, model));
    }
    return folder;
  }

  const graphOf = (model: ModelProto): GraphProto => model.graph!;

  it('works from the Hugging Face cache, all of whose files are links', async function () {
    const files = await folderOf('llama-relu');
    const entry = join(directory, 'hub', 'models--someone--tiny');
    const snapshot = join(entry, 'snapshots', '0123');
    await mkdir(snapshot, { recursive: true });
    await mkdir(join(entry, 'blobs'));
    for (const [index, name] of (await readdir(files)).entries()) {
      await cp(join(files, name), join(entry, 'blobs', `blob${index}`));
      await symlink(join('..', '..', 'blobs', `blob${index}`), join(snapshot, name)).catch(() => this.skip());
    }
    const model = await open(entry);
    assert.equal(model.describe().name, 'someone/tiny');
    assert.equal(model.anatomy.layers, 3);
    assert.deepEqual((await readdir(join(entry, 'blobs'))).length, (await readdir(files)).length);
  });

  it('works where the export reads one row at a time and calls its tokens otherwise', async () => {
    const folder = await folderOf('llama-silu', (model) => {
      const { input, node } = graphOf(model);
      for (const { type } of input)
        if (type?.value.case === 'tensorType')
          type.value.value.shape!.dim[0].value = { case: 'dimValue', value: 1n };
      input.find(({ name }) => name === 'input_ids')!.name = 'tokens';
      for (const each of node)
        each.input = each.input.map((name) => (name === 'input_ids' ? 'tokens' : name));
    });
    const model = await open(folder);
    assert.equal(model.anatomy.inputs.batch, 1);
    const corpora = await Promise.all(
      ['en', 'fr'].map(async (language) => {
        const file = join(folder, `${language}.txt`);
        await writeFile(file, 'abababab\n'.repeat(200));
        return { language, files: [file] };
      }),
    );
    const { signal } = new AbortController();
    const request = { corpora, tokensPerLanguage: 1000, file: join(folder, 'atlas.safetensors') };
    const { tokens } = await analysisHandlers(() => engineOf(model)).count(request, {
      signal,
      stop: signal,
      progress: () => undefined,
    });
    assert.deepEqual(tokens, [1000, 1000]);
  });

  const weights: Record<string, [(bytes: Uint8Array) => void, RegExp]> = {
    'no numbers': [
      (bytes) => bytes.fill(0xff),
      /^The model itself computes logits that are no numbers: its weights/,
    ],
    'all zero': [
      (bytes) => bytes.fill(0),
      /^The model itself gives every token the same logit: its weights are damaged/,
    ],
  };
  for (const [what, [damage, sentence]] of Object.entries(weights))
    it(`is refused where its weights are ${what}, in a sentence that blames them`, async () => {
      const folder = await folderOf('llama-silu', (model) => {
        damage(graphOf(model).initializer.find(({ name }) => name === 'model.norm.weight')!.rawData);
      });
      await assert.rejects(open(folder), { message: sentence, code: 'model-unsupported' });
    });

  it('works where the weights are in several files', async () => {
    const folder = await folderOf('llama-relu', (model) => {
      graphOf(model)
        .initializer.filter(({ externalData }) => externalData.length > 0)
        .forEach((tensor, index) => {
          if (index % 2 === 0) tensor.externalData.find(({ key }) => key === 'location')!.value += '_1';
        });
    });
    await cp(join(folder, 'model.onnx_data'), join(folder, 'model.onnx_data_1'));
    assert.equal((await open(folder)).anatomy.layers, 3);
  });

  it('works in half precision', async () => {
    assert.equal((await open(await folderOf('llama-silu-fp16'))).anatomy.activation, 'silu');
  });

  it('works where the vocabulary is padded', async () => {
    const folder = await folderOf('llama-silu');
    await writeFile(join(folder, 'config.json'), '{"vocab_size": 63}');
    assert.equal((await open(folder)).anatomy.vocabulary, 64);
  });

  it('allows for a context that no memory could hold', async () => {
    const folder = await folderOf('llama-silu');
    await writeFile(join(folder, 'config.json'), '{"max_position_embeddings": 1000000000000}');
    const model = await open(folder);
    const { decoder } = await openSteering(model);
    const logits = await decoder().read([1, 2, 3]);
    assert.equal(logits.length, 64);
    await Promise.all(
      (['inspect', 'steer'] as const).map(async (name) => (await model.session(name)).release()),
    );
  });

  /** One sentence, and what to do. */
  const sentence = /^[A-Z][^\n]+[.] [A-Z][^\n]+[.]$/;

  const refusals: [what: string, code: string, says: RegExp, make: () => Promise<string>][] = [
    [
      'a graph that is cut off',
      'truncated',
      /ends too early/,
      async () => {
        const folder = await folderOf('llama-silu');
        await truncate(join(folder, 'model.onnx'), (await stat(join(folder, 'model.onnx'))).size - 5000);
        return folder;
      },
    ],
    [
      'weights that are not there',
      'weights-missing',
      /model\.onnx_data, which is not in/,
      async () => {
        const folder = await folderOf('llama-relu');
        await rm(join(folder, 'model.onnx_data'));
        return folder;
      },
    ],
    [
      'a configuration of another model',
      'model-broken',
      /has 2 layers, its config\.json says 12/,
      async () => {
        const folder = await folderOf('llama-silu');
        await writeFile(join(folder, 'config.json'), '{"num_hidden_layers": 12}');
        return folder;
      },
    ],
    ...[65, 500].map((size): (typeof refusals)[number] => [
      `a vocabulary of ${size} tokens in its config.json`,
      'model-broken',
      new RegExp(`has 64 tokens, its config\\.json says ${size}`),
      async () => {
        const folder = await folderOf('llama-silu');
        await writeFile(join(folder, 'config.json'), JSON.stringify({ vocab_size: size }));
        return folder;
      },
    ]),
    [
      'fewer tokens in its config.json than exporters pad away',
      'model-broken',
      /has 16384 tokens, its config\.json says 16000/,
      async () => {
        const folder = join(directory, 'padded');
        await cp('media/models/babelscope-10l', folder, { recursive: true });
        await writeFile(join(folder, 'config.json'), '{"vocab_size": 16000}');
        return folder;
      },
    ],
    [
      'an opset of the future',
      'model-unsupported',
      /opset 99/,
      () => folderOf('llama-silu', (model) => (model.opsetImport[0].version = 99n)),
    ],
    [
      'a format of the future',
      'model-unsupported',
      /version 99 of the ONNX format/,
      () => folderOf('llama-silu', (model) => (model.irVersion = 99n)),
    ],
    [
      'a shape that lies: as many numbers, but the other way round',
      'model-broken',
      /do not fit each other at node “/,
      () =>
        folderOf('llama-silu', (model) => {
          const down = graphOf(model).node.find(({ name }) => name.includes('o_proj/MatMul'))!;
          const weight = graphOf(model).initializer.find(({ name }) => name === down.input[1])!;
          weight.dims = [weight.dims[0] / 2n, weight.dims[1] * 2n];
        }),
    ],
    [
      'an operator that onnxruntime does not have',
      'model-unsupported',
      /“OddNode”/,
      () =>
        folderOf('llama-silu', (model) => {
          const node = graphOf(model).node.find(({ opType }) => opType === 'Softmax')!;
          Object.assign(node, { opType: 'Sofftmax', name: 'OddNode' });
        }),
    ],
  ];
  for (const [what, code, says, make] of refusals) {
    it(`is refused with a sentence for ${what}`, async () => {
      await assert.rejects(make().then(open), (error) => {
        assert.ok(error instanceof Error && 'code' in error);
        assert.match(error.message, sentence);
        assert.match(error.message, says);
        assert.equal(error.code, code, error.message);
        return true;
      });
    });
  }
});
