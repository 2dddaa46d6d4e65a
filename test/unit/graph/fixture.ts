import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InferenceSession, Tensor } from '../../../src/engine/runtime';
import { findAnatomy } from '../../../src/graph/anatomy';
import type { Anatomy } from '../../../src/graph/anatomy';
import { readGraph } from '../../../src/graph/file';
import type { OnnxGraph } from '../../../src/graph/file';
import { writeVariant } from '../../../src/graph/variants';
import type { VariantFile, VariantName } from '../../../src/graph/variants';

const root = resolve('test/fixtures/models');

/** Names of the tiny models that `test/fixtures/make_fixtures.py` makes. */
export const fixtureNames = readdirSync(root).sort();

/** The path of a model's graph. */
export function fixtureFile(name: string): string {
  return join(root, name, 'model.onnx');
}

/** What transformers computed: token ids [batch][sequence], real tokens per row, tensors by name. */
export interface Expected {
  layers: number;
  ids: number[][];
  lengths: number[];
  tensors: Map<string, { shape: number[]; data: Float32Array }>;
}

export function parseExpected(text: string): Expected {
  const json = JSON.parse(text) as {
    layers: number;
    ids: number[][];
    lengths: number[];
    tensors: Record<string, { shape: number[]; data: string }>;
  };
  const tensors = Object.entries(json.tensors).map(([tensor, { shape, data }]) => {
    const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
    return [tensor, { shape, data: new Float32Array(bytes.buffer) }] as const;
  });
  return { ...json, tensors: new Map(tensors) };
}

export type Feed = Record<string, Tensor>;

interface LoadedFixture {
  session: InferenceSession;
  variant: VariantFile | undefined;
}

/** A model ready to run in all its forms. */
export class Fixture {
  private readonly sessions = new Map<string, Promise<LoadedFixture>>();

  private constructor(
    readonly graph: OnnxGraph,
    readonly anatomy: Anatomy,
    readonly expected: Expected,
    private readonly directory: string,
  ) {}

  /** One of `fixtureNames`; its variants go into a directory of the caller's. */
  static async open(name: string, directory: string): Promise<Fixture> {
    const expected = readFileSync(join(root, name, 'expected.json'), 'utf8');
    return Fixture.at(fixtureFile(name), parseExpected(expected), directory);
  }

  static async at(file: string, expected: Expected, directory: string): Promise<Fixture> {
    const graph = await readGraph(file);
    return new Fixture(graph, findAnatomy(graph), expected, directory);
  }

  /** Gives back what onnxruntime holds. */
  async close(): Promise<void> {
    const loaded = await Promise.all(this.sessions.values());
    await Promise.all(loaded.map(({ session }) => session.release()));
  }

  get batch(): number {
    return this.expected.ids.length;
  }

  get sequence(): number {
    return this.expected.ids[0].length;
  }

  /** 1 for each real token: [batch · sequence]. */
  get mask(): Uint8Array {
    const { ids, lengths } = this.expected;
    return Uint8Array.from(ids.flatMap((row, index) => row.map((_, at) => (at < lengths[index] ? 1 : 0))));
  }

  /** Runs the exported model as it is on the fixture's tokens. */
  async plain(extra: Feed = {}): Promise<Float32Array> {
    const { session } = await this.session('exported');
    return run(session, { ...this.feed(), ...extra }).then((outputs) => outputs[this.anatomy.logits]);
  }

  /** Writes a variant, runs it on the fixture's tokens and what else it asks for, and gives all outputs as floats. */
  async run(name: VariantName, extra: Feed): Promise<Record<string, Float32Array>> {
    const { session, variant } = await this.session(name);
    const all = { ...this.feed(), ...extra };
    return run(session, Object.fromEntries(variant!.inputs.map((input) => [input.name, all[input.name]])));
  }

  /**
   * Logits of the first row, all at once or in two steps through the steered graph's cache.
   * @returns [sequence · vocabulary]
   */
  async inSteps(steps: number[], steering: Feed): Promise<Float32Array> {
    const { anatomy, expected } = this;
    const { session } = await this.session('steer');
    const ids = expected.ids[0];
    const logits: number[] = [];
    let cache = this.emptyCache(1);
    let past = 0;
    for (const length of steps) {
      const positions = Array.from({ length }, (_, index) => past + index);
      const feed: Feed = {
        ...steering,
        ...cache,
        [anatomy.inputs.ids]: integers(ids.slice(past, past + length)),
      };
      past += length;
      if (anatomy.inputs.mask) feed[anatomy.inputs.mask] = integers(new Array<number>(past).fill(1));
      if (anatomy.inputs.positions) feed[anatomy.inputs.positions] = integers(positions);
      const outputs = await session.run(feed);
      logits.push(...toFloats(outputs[anatomy.logits].data));
      const { inputs, outputs: presents } = anatomy.cache!;
      cache = Object.fromEntries(inputs.map((name, index) => [name, outputs[presents[index]] as Tensor]));
    }
    return Float32Array.from(logits);
  }

  /** A variant, or the exported graph itself, loaded once. */
  session(name: VariantName | 'exported'): Promise<LoadedFixture> {
    const loaded = this.sessions.get(name) ?? this.load(name);
    this.sessions.set(name, loaded);
    return loaded;
  }

  private async load(name: VariantName | 'exported'): Promise<LoadedFixture> {
    if (name === 'exported')
      return { session: await InferenceSession.create(this.graph.file, options({})), variant: undefined };
    const { graph, anatomy, directory } = this;
    const variant = await writeVariant(graph, anatomy, name, directory);
    const folder = { model_external_initializers_file_folder_path: variant.weightsFolder };
    return { session: await InferenceSession.create(variant.file, options(folder)), variant };
  }

  /** The variant's inputs for steering: the same numbers for every layer. */
  steering(scale: number, offset: number, residualOffset: (index: number) => number): Feed {
    const { dMlp, dModel } = this.anatomy;
    return this.perLayer((layer) => ({
      [`scale.${layer}`]: new Tensor(new Float32Array(dMlp).fill(scale), [dMlp]),
      [`offset.${layer}`]: new Tensor(new Float32Array(dMlp).fill(offset), [dMlp]),
      [`residual_offset.${layer}`]: new Tensor(
        Float32Array.from({ length: dModel }, (_, index) => residualOffset(index)),
        [dModel],
      ),
    }));
  }

  /** The same neurons for every layer. */
  neurons(indices: number[]): Feed {
    const tensor = new Tensor('int64', BigInt64Array.from(indices, BigInt), [indices.length]);
    return this.perLayer((layer) => ({ [`neurons.${layer}`]: tensor }));
  }

  private perLayer(make: (layer: number) => Feed): Feed {
    return Object.assign(
      {},
      ...Array.from({ length: this.anatomy.layers }, (_, layer) => make(layer)),
    ) as Feed;
  }

  private feed(): Feed {
    const { inputs } = this.anatomy;
    const { ids } = this.expected;
    const feed: Feed = { [inputs.ids]: integers(...ids), ...this.emptyCache(this.batch) };
    if (inputs.mask)
      feed[inputs.mask] = integers(
        ...ids.map((row, index) => row.map((_, at) => (at < this.expected.lengths[index] ? 1 : 0))),
      );
    if (inputs.positions) feed[inputs.positions] = integers(...ids.map((row) => [...row.keys()]));
    return feed;
  }

  private emptyCache(batch: number): Feed {
    const { cache } = this.anatomy;
    if (!cache) return {};
    const dims = [batch, cache.kvHeads, 0, cache.headDim];
    const empty =
      cache.type === 'float16'
        ? new Tensor('float16', new Uint16Array(0), dims)
        : new Tensor('float32', new Float32Array(0), dims);
    return Object.fromEntries(cache.inputs.map((name) => [name, empty]));
  }
}

/** int64 [rows, length] */
function integers(...rows: number[][]): Tensor {
  return new Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0].length]);
}

/** Without this onnxruntime may compute int8 weights in int8, differently from graph to graph. */
function options(session: Record<string, string>): InferenceSession.SessionOptions {
  return { intraOpNumThreads: 1, extra: { session: { ...session, disable_quant_qdq: '1' } } };
}

async function run(session: InferenceSession, feed: Feed): Promise<Record<string, Float32Array>> {
  const outputs = await session.run(feed);
  const floats = Object.entries(outputs).map(([name, { data }]) => [name, toFloats(data)] as const);
  return Object.fromEntries(floats);
}

function toFloats(data: Tensor['data']): Float32Array {
  if (data instanceof Float32Array) return data;
  if (data instanceof Uint16Array) return Float32Array.from(data, halfToFloat);
  return Float32Array.from(data as Int32Array);
}

function halfToFloat(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const size = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return bits & 0x8000 ? -size : size;
}
