import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { after, before, describe, it } from 'mocha';
import { Tensor } from '../../../src/engine/runtime';
import { plainVariant, proveVariants } from '../../../src/engine/proof';
import type { Session } from '../../../src/engine/sessions';
import type { VariantFile, VariantName } from '../../../src/graph/variants';
import { Fixture, parseExpected } from '../graph/fixture';
import type { Expected } from '../graph/fixture';
import { modelsTable } from './modelsTable';
import type { Finding } from './modelsTable';

/** What `test/fixtures/make_families.py` made: family → exporter.precision → what it is held against. */
const root = resolve('test/fixtures/families');
const index = JSON.parse(readFileSync(join(root, 'index.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>;

/** How far values may be from torch's: float16 has 11 bits. */
function tolerance(precision: string): number {
  return precision === 'fp16' ? 5e-2 : 1e-4;
}

const findings = new Map<string, Finding>();

for (const [family, exports] of Object.entries(index)) {
  describe(`${family}, tiny and random`, () => {
    let directory: string;
    const config = JSON.parse(readFileSync(join(root, family, 'config.json'), 'utf8')) as Record<
      string,
      number | undefined
    >;

    before(async () => {
      directory = await mkdtemp(join(tmpdir(), 'babelscope-families-'));
    });
    after(() => rm(directory, { recursive: true, force: true }));

    for (const [name, against] of Object.entries(exports)) {
      const [exporter, precision] = name.split('.');
      it(`works whole from ${exporter} in ${precision}, held against ${against === 'onnxruntime' ? 'the plain graph' : 'torch'}`, async () => {
        const folder = join(directory, name);
        await mkdir(folder);
        await unpack(`${family}/${name}.onnx.gz`, join(folder, 'model.onnx'));
        const torch = against === 'onnxruntime' ? undefined : expectedOf(family, against);
        const given = torch ?? expectedOf(family, 'exact');
        const model = await Fixture.at(join(folder, 'model.onnx'), given, join(folder, 'variants'));
        try {
          agreesWith(config, model);
          await prove(model);
          const inspected = await inspects(model, torch, tolerance(precision));
          await counts(model, inspected);
          await steers(model, precision);
        } finally {
          await model.close();
        }
        const cached = model.anatomy.cache !== undefined;
        const { family: shape, activation } = model.anatomy;
        findings.set(`${family}/${name}`, { shape: `${shape} ${activation}`, against, cached });
      });
    }
  });
}

describe('the table of models in the documentation', () => {
  it('says what these tests found', async function () {
    const expected = Object.entries(index).flatMap(([family, exports]) =>
      Object.keys(exports).map((name) => `${family}/${name}`),
    );
    // With --grep only some of the models were looked at.
    if (expected.some((name) => !findings.has(name))) this.skip();
    const file = resolve('docs/models.md');
    const text = await readFile(file, 'utf8');
    const [start, end] = ['<!-- tested -->', '<!-- /tested -->'];
    const table = modelsTable(index, findings);
    const written = `${text.split(start)[0]}${start}\n\n${table}\n${end}${text.split(end)[1]}`;
    if (process.env.BABELSCOPE_WRITE_DOCS) await writeFile(file, written);
    else
      assert.equal(text, written, 'Run the unit tests with BABELSCOPE_WRITE_DOCS=1 to write the table anew.');
  });
});

async function unpack(packed: string, file: string): Promise<void> {
  await writeFile(file, gunzipSync(await readFile(join(root, packed))));
}

const read = new Map<string, Expected>();

/** What torch computes on a family's weights, exact or rounded as a quantizer rounds them. */
function expectedOf(family: string, weights: string): Expected {
  const file = join(root, family, `${weights}.json.gz`);
  const known = read.get(file) ?? parseExpected(gunzipSync(readFileSync(file)).toString());
  read.set(file, known);
  return known;
}

function agreesWith(config: Record<string, number | undefined>, { anatomy }: Fixture): void {
  const dModel = config.hidden_size ?? config.n_embd ?? config.d_model!;
  const heads = config.num_attention_heads ?? config.n_head ?? config.attention_heads!;
  assert.equal(anatomy.layers, 2);
  assert.equal(anatomy.dModel, dModel);
  assert.equal(anatomy.dMlp, config.intermediate_size ?? config.ffn_dim ?? config.n_inner ?? 4 * dModel);
  assert.equal(anatomy.vocabulary, config.vocab_size);
  assert.equal(new Set(anatomy.residuals).size, 3);
  if (!anatomy.cache) return;
  assert.equal(anatomy.cache.layers, 2);
  assert.equal(anatomy.cache.kvHeads, config.num_key_value_heads ?? heads);
  assert.equal(anatomy.cache.headDim, config.head_dim ?? dModel / heads);
  assert.equal(anatomy.cache.outputs.length, 4);
}

/** The very proof that opening a model runs. */
async function prove(model: Fixture): Promise<void> {
  const { graph, anatomy } = model;
  const load = async (name: VariantName | 'exported', variant?: VariantFile): Promise<Session> => {
    const loaded = await model.session(name);
    const run: Session['run'] = async (feeds, outputs) => await loaded.session.run(feeds, outputs);
    return { variant: variant ?? loaded.variant!, run, release: () => Promise.resolve() };
  };
  const steer = await load('steer');
  const inputs = steer.variant.inputs.filter(({ name }) => !/^(scale|\w*offset)\.\d+$/.test(name));
  const plain = await load('exported', plainVariant(graph.file, graph.weights.folder, inputs));
  const sessions = { plain, inspect: await load('inspect'), lens: await load('lens'), steer };
  await proveVariants(sessions, anatomy, anatomy.vocabulary);
}

/** Activations, their signs, residuals and logits are torch's. */
async function inspects(
  model: Fixture,
  torch: Expected | undefined,
  near: number,
): Promise<Record<string, Float32Array>> {
  const { layers, dMlp, logits } = model.anatomy;
  const inspected = await model.run('inspect', model.neurons([...Array(dMlp).keys()]));
  const expected = (name: string) => torch?.tensors.get(name)?.data;
  const compare = (name: string, actual: Float32Array): void => {
    const data = expected(name);
    if (!data) return;
    assert.equal(actual.length, data.length, name);
    const width = data.length / model.mask.length;
    data.forEach((value, at) => {
      if (!model.mask[Math.floor(at / width)]) return;
      const apart = Math.abs(actual[at] - value);
      assert.ok(
        apart <= near * Math.max(1, Math.abs(value)),
        `${name}[${at}] is ${actual[at]}, not ${value}`,
      );
      // Where the sum before the activation is zero, its sign is that of the last rounding.
      const clear = Math.abs(value) > (near > 1e-4 ? near : 1e-6);
      if (name.startsWith('activation') && clear)
        assert.equal(actual[at] > 0, value > 0, `${name}[${at}] is ${actual[at]}, not ${value}`);
    });
  };
  for (let layer = 0; layer < layers; layer += 1)
    compare(`activation.${layer}`, inspected[`activations.${layer}`]);
  for (let layer = 0; layer <= layers; layer += 1)
    compare(`residual.${layer}`, inspected[`residual.${layer}`]);
  compare(logits, await model.plain());
  return inspected;
}

/** Counts in the graph are the inspected activations above zero, over the real tokens. */
async function counts(model: Fixture, inspected: Record<string, Float32Array>): Promise<void> {
  const { batch, sequence, mask, anatomy } = model;
  const counted = await model.run('count', {
    token_mask: new Tensor('uint8', mask, [batch, sequence]),
    peak_rows: new Tensor('int64', BigInt64Array.from([0n]), [1]),
    peak_mask: new Tensor('uint8', new Uint8Array(sequence).fill(1), [1, sequence]),
  });
  for (let layer = 0; layer < anatomy.layers; layer += 1) {
    const over = new Float32Array(anatomy.dMlp);
    inspected[`activations.${layer}`].forEach((value, at) => {
      if (mask[Math.floor(at / anatomy.dMlp)] && value > 0) over[at % anatomy.dMlp] += 1;
    });
    assert.deepEqual(counted[`over_zero.${layer}`], over);
  }
}

/** Steered token by token through the cache as in one pass, and not as unsteered. */
async function steers(model: Fixture, precision: string): Promise<void> {
  const feed = model.steering(1.5, 0.2, (at) => (at % 3) / 5);
  const outputs = await model.run('steer', feed);
  const plain = await model.plain();
  const steered = outputs[model.anatomy.logits];
  assert.ok(steered.some((value, at) => Math.abs(value - plain[at]) > 0.1));
  if (!model.anatomy.cache) return;
  const [whole, stepped] = [await model.inSteps([7], feed), await model.inSteps([4, 1, 1, 1], feed)];
  const apart = stepped.map((value, at) => Math.abs(value - whole[at]) / Math.max(1, Math.abs(value)));
  const most = apart.reduce((a, b) => Math.max(a, b));
  // Dynamic quantization takes its scale from all tokens of a call at once: single values differ.
  const mean = apart.reduce((a, b) => a + b) / apart.length;
  if (precision === 'int8-dynamic') assert.ok(mean < 0.2, `${mean} on average`);
  else assert.ok(most <= tolerance(precision), `${most} at most`);
}
