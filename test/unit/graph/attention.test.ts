import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { after, before, describe, it } from 'mocha';
import { Tensor } from '../../../src/engine/runtime';
import { findAnatomy } from '../../../src/graph/anatomy';
import { readGraph } from '../../../src/graph/file';
import { ModelProtoSchema } from '../../../src/graph/onnx_pb';
import type { GraphProto, NodeProto } from '../../../src/graph/onnx_pb';
import { writeVariant } from '../../../src/graph/variants';
import { Fixture, fixtureFile } from './fixture';

/** Exports whose attention hides NaN, in float32. */
const guarded = [
  'gemma2',
  'gpt-neox',
  'gpt2',
  'llama-relu-int8',
  'llama-silu',
  'llama-silu-dynamo',
  'phi3',
  'qwen3',
];

describe('attention in the variants', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'babelscope-attention-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  /** The nodes of a variant, after a change to the graph it is made from. */
  async function nodesOf(
    name: string,
    change: (graph: GraphProto) => void = () => undefined,
  ): Promise<NodeProto[]> {
    const graph = await readGraph(fixtureFile(name));
    change(graph.model.graph!);
    const { file } = await writeVariant(graph, findAnatomy(graph), 'inspect', directory);
    return fromBinary(ModelProtoSchema, await readFile(file)).graph!.node;
  }
  const count = (nodes: NodeProto[], opType: string) => nodes.filter((node) => node.opType === opType).length;

  for (const name of guarded) {
    it(`of ${name} has no pass that looks for NaN`, async () => {
      assert.ok(count((await readGraph(fixtureFile(name))).model.graph!.node, 'IsNaN') > 0);
      assert.equal(count(await nodesOf(name), 'IsNaN'), 0);
    });
  }

  it('asks the first layer for the length of the cache', async () => {
    const nodes = await nodesOf('llama-silu');
    const { cache } = findAnatomy(await readGraph(fixtureFile('llama-silu')));
    const asked = nodes.filter(({ opType }) => opType === 'Shape').map(({ input }) => input[0]);
    const ofCaches = asked.filter((of) => [...cache!.inputs, ...cache!.outputs].includes(of));
    assert.ok(ofCaches.length > 1);
    assert.deepEqual(new Set(ofCaches), new Set([cache!.inputs[0], cache!.outputs[0]]));
  });

  it('keeps the zeros where scores in half precision could overflow', async () => {
    assert.equal(count(await nodesOf('llama-silu-fp16'), 'IsNaN'), 2);
  });

  const changes: Record<string, (softmax: NodeProto, graph: GraphProto) => void> = {
    'what is not a number becomes something else than zero': (softmax, graph) => {
      const guard = graph.node.find(
        ({ opType, input }) => opType === 'Where' && input[2] === softmax.output[0],
      )!;
      guard.input = [guard.input[0], softmax.output[0], softmax.output[0]];
    },
    'something else reads the softmax too': (softmax, graph) => {
      const guard = graph.node.find(
        ({ opType, input }) => opType === 'Where' && input[2] === softmax.output[0],
      )!;
      const reader = { ...guard, name: 'reader', opType: 'Identity', input: [softmax.output[0]] };
      graph.node.push({ ...reader, attribute: [], output: ['another reader'] });
    },
    'the mask is not −∞': (softmax, graph) => {
      const add = graph.node.find(({ output }) => output[0] === softmax.input[0])!;
      const mask = graph.node.find(
        ({ opType, output }) => opType === 'Where' && add.input.includes(output[0]),
      )!;
      mask.input = [mask.input[0], mask.input[1], mask.input[1]];
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`of one layer stays as it is where ${what}`, async () => {
      const nodes = await nodesOf('llama-silu', (graph) =>
        change(
          graph.node.find(({ opType }) => opType === 'Softmax')!,
          graph,
        ),
      );
      assert.equal(count(nodes, 'IsNaN'), 1);
    });
  }

  it('gives real tokens the same logits, and padding before them numbers', async () => {
    const fixture = await Fixture.open('llama-silu', directory);
    const { anatomy, batch, sequence } = fixture;
    const padding = 3;
    const mask = Array.from({ length: batch * sequence }, (_, at) => (at % sequence < padding ? 0n : 1n));
    const feed = {
      [anatomy.inputs.mask!]: new Tensor('int64', BigInt64Array.from(mask), [batch, sequence]),
    };
    const plain = await fixture.plain(feed);
    const steered = await fixture.run('steer', { ...feed, ...fixture.steering(1, 0, () => 0) });
    const logits = steered[anatomy.logits];
    assert.ok(logits.every(Number.isFinite));
    plain.forEach((value, at) => {
      const token = Math.floor(at / anatomy.vocabulary) % sequence;
      if (token >= padding) assert.equal(logits[at], value);
    });
    await fixture.close();
  });
});
