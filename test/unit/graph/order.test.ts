import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { findAnatomy } from '../../../src/graph/anatomy';
import { readGraph } from '../../../src/graph/file';
import type { OnnxGraph } from '../../../src/graph/file';
import { GraphProtoSchema, ModelProtoSchema, NodeProtoSchema } from '../../../src/graph/onnx_pb';
import { sortNodes } from '../../../src/graph/order';
import { readsOf } from '../../../src/graph/wiring';
import { Fixture, fixtureFile } from './fixture';

const graphOf = (nodes: { input: string[]; output: string[] }[]) =>
  create(GraphProtoSchema, {
    node: nodes.map((node) => create(NodeProtoSchema, { opType: 'Sum', ...node })),
  });

describe('nodes out of order', () => {
  let directory: string;
  let graph: OnnxGraph;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'babelscope-order-'));
    graph = await readGraph(fixtureFile('llama-silu'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it('come after what they read, whatever their order was', () => {
    const { node } = graph.model.graph!;
    fc.assert(
      fc.property(fc.shuffledSubarray(node, { minLength: node.length }), (shuffled) => {
        const proto = { ...graph.model.graph!, node: shuffled };
        sortNodes(proto);
        assert.equal(new Set(proto.node).size, node.length);
        const makers = new Map(
          proto.node.flatMap(({ output }, i) => output.map((name) => [name, i] as const)),
        );
        proto.node.forEach((one, i) => {
          for (const name of readsOf(one)) assert.ok((makers.get(name) ?? -1) < i);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('stay as they are where that is an order already', () => {
    const proto = graph.model.graph!;
    const before = proto.node;
    sortNodes(proto);
    assert.equal(proto.node, before);
  });

  it('are kept where they go in a circle, and many in a row do not overflow the stack', () => {
    const circle = graphOf([
      { input: ['b'], output: ['a'] },
      { input: ['a'], output: ['b'] },
    ]);
    sortNodes(circle);
    assert.deepEqual(circle.node.map(({ output }) => output[0]).sort(), ['a', 'b']);
    const backwards = Array.from({ length: 100_000 }, (_, i) => ({
      input: [`t${i + 1}`],
      output: [`t${i}`],
    }));
    const long = graphOf(backwards);
    sortNodes(long);
    assert.equal(long.node[0].output[0], 't99999');
  });

  it('give the model that onnxruntime computes', async () => {
    const model = fromBinary(ModelProtoSchema, await readFile(fixtureFile('llama-silu')));
    const casts = model.graph!.node.filter((_, i) => i % 3 === 0);
    const rest = model.graph!.node.filter((_, i) => i % 3 !== 0);
    const file = join(directory, 'model.onnx');
    const proto = { ...model, graph: { ...model.graph!, node: [...rest, ...casts] } };
    await writeFile(file, toBinary(ModelProtoSchema, proto));
    const ordered = await Fixture.open('llama-silu', directory);
    const { residuals } = findAnatomy(await readGraph(file));
    assert.deepEqual(residuals, ordered.anatomy.residuals);
    const shuffled = await Fixture.at(file, ordered.expected, directory);
    const neutral = shuffled.steering(1, 0, () => 0);
    assert.deepEqual((await shuffled.run('steer', neutral))[shuffled.anatomy.logits], await shuffled.plain());
    await Promise.all([ordered.close(), shuffled.close()]);
  });
});
