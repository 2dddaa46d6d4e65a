import assert from 'node:assert/strict';
import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { after, before, describe, it } from 'mocha';
import { InferenceSession } from '../../../src/engine/runtime';
import { findAnatomy } from '../../../src/graph/anatomy';
import { GraphError } from '../../../src/graph/error';
import type { GraphErrorCode } from '../../../src/graph/error';
import { readGraph } from '../../../src/graph/file';
import type { OnnxGraph } from '../../../src/graph/file';
import {
  NodeProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  TensorProto_DataType as Type,
} from '../../../src/graph/onnx_pb';
import type { GraphProto } from '../../../src/graph/onnx_pb';
import { writeVariant } from '../../../src/graph/variants';
import { fixtureFile, fixtureNames } from './fixture';

/** What each fixture is, written down by hand. */
const kinds: Record<string, [family: string, activation: string]> = {
  bloom: ['mlp', 'gelu_tanh'],
  gemma2: ['glu', 'gelu_tanh'],
  'gpt-neox': ['mlp', 'gelu'],
  gpt2: ['mlp', 'gelu_tanh'],
  'llama-gelu-tied': ['glu', 'gelu'],
  'llama-relu': ['glu', 'relu'],
  'llama-relu-dynamic-int8': ['glu', 'relu'],
  'llama-relu-int8': ['glu', 'relu'],
  'llama-silu': ['glu', 'silu'],
  'llama-silu-dynamo': ['glu', 'silu'],
  'llama-silu-fp16': ['glu', 'silu'],
  'llama-silu-genai': ['glu', 'silu'],
  'llama-silu-genai-fp16': ['glu', 'silu'],
  'llama-silu-genai-int4': ['glu', 'silu'],
  opt: ['mlp', 'relu'],
  phi: ['mlp', 'gelu_tanh'],
  phi3: ['glu', 'silu'],
  qwen3: ['glu', 'silu'],
};

describe('the anatomy of a graph', () => {
  it('is known for every fixture', () => {
    assert.deepEqual(fixtureNames, Object.keys(kinds));
  });

  for (const name of fixtureNames) {
    it(`agrees with the configuration of ${name}`, async () => {
      const file = fixtureFile(name);
      const config = JSON.parse(await readFile(join(dirname(file), 'config.json'), 'utf8')) as Record<
        string,
        number
      >;
      const anatomy = findAnatomy(await readGraph(file));
      const dModel = config.hidden_size ?? config.n_embd;
      const heads = config.num_attention_heads ?? config.n_head;
      assert.deepEqual([anatomy.family, anatomy.activation], kinds[name]);
      assert.equal(anatomy.layers, config.num_hidden_layers ?? config.n_layer);
      assert.equal(anatomy.dModel, dModel);
      assert.equal(anatomy.dMlp, config.intermediate_size ?? config.ffn_dim ?? config.n_inner ?? 4 * dModel);
      assert.equal(anatomy.vocabulary, config.vocab_size);
      assert.equal(anatomy.blocks.length, anatomy.layers);
      assert.equal(new Set(anatomy.residuals).size, anatomy.layers + 1);
      if (name !== 'llama-silu-dynamo') {
        assert.equal(anatomy.cache?.layers, anatomy.layers);
        assert.equal(anatomy.cache?.kvHeads, config.num_key_value_heads ?? heads);
        assert.equal(anatomy.cache?.headDim, config.head_dim ?? dModel / heads);
        assert.equal(anatomy.cache?.outputs.length, 2 * anatomy.layers);
      }
      assert.deepEqual(
        JSON.parse(JSON.stringify(anatomy)),
        JSON.parse(JSON.stringify(structuredClone(anatomy))),
      );
    });
  }

  it('does not depend on names', async () => {
    const graph = await readGraph(fixtureFile('llama-relu'));
    const named = findAnatomy(graph);
    const proto = graph.model.graph!;
    const keep = new Set([...proto.input, ...proto.output].map(({ name }) => name));
    const numbers = new Map<string, string>();
    const rename = (name: string): string => {
      if (name === '' || keep.has(name)) return name;
      if (!numbers.has(name)) numbers.set(name, `t${numbers.size}`);
      return numbers.get(name)!;
    };
    for (const tensor of proto.initializer) tensor.name = rename(tensor.name);
    for (const node of proto.node) {
      node.name = '';
      node.input = node.input.map(rename);
      node.output = node.output.map(rename);
    }
    const anonymous = findAnatomy(graph);
    assert.deepEqual(anonymous.residuals, named.residuals.map(rename));
    assert.deepEqual(
      anonymous.blocks,
      named.blocks.map((block) => ({ ...block, activation: rename(block.activation) })),
    );
  });
});

describe('a graph that cannot be looked into', () => {
  let directory: string;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'babelscope-anatomy-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  async function changed(change: (graph: GraphProto) => void, name = 'llama-relu'): Promise<OnnxGraph> {
    const graph = await readGraph(fixtureFile(name));
    change(graph.model.graph!);
    return graph;
  }

  function refuses(graph: OnnxGraph, code: GraphErrorCode, text: RegExp): void {
    assert.throws(
      () => findAnatomy(graph),
      (error) => {
        assert.ok(error instanceof GraphError, String(error));
        assert.equal(error.code, code, error.message);
        assert.match(error.message, text);
        assert.match(error.message, /[.]$/);
        return true;
      },
    );
  }

  it('is refused when it has no feed-forward layers', async () => {
    const graph = await changed(({ node }) => {
      for (const one of node) if (one.opType === 'Relu') one.opType = 'Softmax';
    });
    refuses(graph, 'unsupported', /No feed-forward layers.*: node “.*down_proj.*” \(MatMul\) reads none/);
  });

  it('is refused when some layers cannot be seen', async () => {
    const graph = await changed(({ node }) => {
      node.find(({ opType }) => opType === 'Relu')!.opType = 'Softmax';
    });
    refuses(graph, 'unsupported', /3 layers of attention but has 2/);
  });

  it('is refused when layers differ, and the layer is named', async () => {
    const graph = await changed(({ node }) => {
      node.filter(({ opType }) => opType === 'Relu')[1].opType = 'Tanh';
    });
    refuses(graph, 'unsupported', /layers\.1\/mlp\/down_proj.* is glu tanh/);
  });

  it('is refused when both sides of a gate are non-linear', async () => {
    const graph = await changed(({ node }) => {
      const relu = node.findIndex(({ opType }) => opType === 'Relu');
      const mul = node.findIndex(({ input }) => input.includes(node[relu].output[0]));
      const up = node[mul].input[1];
      node.splice(mul, 0, create(NodeProtoSchema, { opType: 'Tanh', input: [up], output: ['bent'] }));
      node[mul + 1].input[1] = 'bent';
    });
    refuses(graph, 'unsupported', /layers\.0\/mlp\/down_proj.*activation\(gate\) · up/);
  });

  for (const opType of ['MoE', 'QMoE', 'MatMulNBitsMlp', 'PagedAttention']) {
    it(`is refused when it has a node of ${opType}`, async () => {
      const graph = await changed(({ node }) => {
        const [first] = node.filter(({ opType: kind }) => kind === 'Relu');
        Object.assign(first, { opType, domain: 'com.microsoft' });
      });
      refuses(graph, 'unsupported', new RegExp(`act_fn/Relu.*com\\.microsoft\\.${opType}`));
    });
  }

  it('is refused when it is two decoders in one', async () => {
    const graph = await changed((proto) => {
      proto.input.push(create(ValueInfoProtoSchema, { name: 'use_cache_branch' }));
      const both = { name: 'both', opType: 'If', input: ['use_cache_branch'], output: ['either'] };
      proto.node.push(create(NodeProtoSchema, both));
    });
    refuses(graph, 'unsupported', /two decoders in the branches of node “both” \(If\)/);
  });

  it('has heads as wide as its attention says, where the cache leaves that open', async () => {
    for (const name of ['llama-silu-genai', 'llama-silu-genai-fp16', 'llama-silu-genai-int4']) {
      const declared = findAnatomy(await readGraph(fixtureFile(name)));
      const graph = await changed(openWidth, name);
      assert.deepEqual(findAnatomy(graph).cache, declared.cache);
      const silent = await changed((proto) => {
        openWidth(proto);
        for (const node of proto.node)
          node.attribute = node.attribute.filter(({ name }) => name !== 'num_heads');
      }, name);
      refuses(silent, 'unsupported', /cache input “past_key_values\.0\.key” is not one of equal pairs/);
    }
  });

  it('is refused when it carries another state than attention’s', async () => {
    const graph = await changed((proto) => {
      const type = proto.input.find(({ name }) => name.startsWith('past_key_values'))!.type!;
      const state = create(ValueInfoProtoSchema, { name: 'past.0.conv', type: structuredClone(type) });
      if (state.type?.value.case === 'tensorType') state.type.value.value.shape!.dim.pop();
      proto.input.push(state);
    });
    refuses(
      graph,
      'unsupported',
      /carries “past\.0\.conv” from token to token, which is no cache of attention/,
    );
  });

  it('is refused when it needs an encoder', async () => {
    const graph = await changed((proto) => {
      proto.input.push(create(ValueInfoProtoSchema, { name: 'encoder_hidden_states' }));
    });
    refuses(graph, 'unsupported', /encoder_hidden_states.*not a plain text decoder/);
  });

  it('is refused when it reads a fixed number of tokens', async () => {
    const graph = await changed(({ input }) => {
      const { type } = input.find(({ name }) => name === 'input_ids')!;
      if (type?.value.case === 'tensorType')
        for (const [axis, size] of [1n, 16n].entries())
          type.value.value.shape!.dim[axis].value = { case: 'dimValue', value: size };
    });
    refuses(graph, 'unsupported', /input “input_ids” has the fixed shape 1 × 16/);
  });

  it('is refused when its head is behind a projection to another width, which is named', async () => {
    const sizes = findAnatomy(await readGraph(fixtureFile('llama-relu')));
    const graph = await changed((proto) => {
      const head = proto.node[proto.node.length - 1];
      const float = (name: string, ...dims: number[]) =>
        create(TensorProtoSchema, {
          ...{ name, dataType: 1, dims: dims.map(BigInt) },
          rawData: new Uint8Array(4 * dims.reduce((product, dim) => product * dim, 1)),
        });
      const { dModel, vocabulary } = sizes;
      proto.initializer.push(float('narrow', dModel, 4), float('narrow_head', 4, vocabulary));
      const project = {
        name: 'project_out',
        opType: 'MatMul',
        input: [head.input[0], 'narrow'],
        output: ['narrowed'],
      };
      proto.node.splice(-1, 0, create(NodeProtoSchema, project));
      head.input = ['narrowed', 'narrow_head'];
    });
    refuses(graph, 'unsupported', /its head reads 4 numbers, behind node “project_out” \(MatMul\)/);
  });

  it('is refused when it has no logits', async () => {
    const graph = await changed((proto) => {
      proto.output = proto.output.filter(({ name }) => name !== 'logits');
    });
    refuses(graph, 'unsupported', /is a language model's logits/);
  });

  it('is refused when a node reads what nothing makes, or what comes after it', async () => {
    const dangling = await changed(({ node }) => {
      node[200].input[0] = 'nothing';
    });
    refuses(dangling, 'malformed', /node “.*reads “nothing”/);
    const cyclic = await changed(({ node }) => {
      node.find(({ opType }) => opType === 'Relu')!.input[0] = node[node.length - 1].output[0];
    });
    refuses(cyclic, 'malformed', /Relu.*reads “logits”, which nothing before it makes/);
  });

  it('is refused when its weights are wrapped without end', async () => {
    const graph = await changed((proto) => {
      const head = proto.node[proto.node.length - 1];
      const chain = Array.from({ length: 50_000 }, (_, index) =>
        create(NodeProtoSchema, {
          opType: 'Identity',
          input: [index === 0 ? head.input[1] : `wrap${index - 1}`],
          output: [`wrap${index}`],
        }),
      );
      head.input[1] = chain[chain.length - 1].output[0];
      proto.node = [...chain, ...proto.node];
    });
    refuses(graph, 'malformed', /nested too deeply/);
  });

  it('is refused when two nodes make the same tensor', async () => {
    const graph = await changed(({ node }) => {
      node[300].output[0] = node[299].output[0];
    });
    refuses(graph, 'malformed', /exists already/);
  });

  it('is refused for the lens when it computes the logits of the last token only', async () => {
    const graph = await changed(({ node, initializer }) => {
      const head = node[node.length - 1];
      const last = { name: 'last', dataType: Type.INT64, dims: [], rawData: new Uint8Array(8).fill(255) };
      initializer.push({ ...initializer[0], ...last, externalData: [], dataLocation: 0 });
      const input = [head.input[0], 'last'];
      node.splice(
        -1,
        0,
        create(NodeProtoSchema, { name: 'pick', opType: 'Gather', input, output: ['picked'] }),
      );
      head.input[0] = 'picked';
    });
    const anatomy = findAnatomy(graph);
    await assert.rejects(writeVariant(graph, anatomy, 'lens', directory), /some tokens only, at node “pick”/);
  });

  it('is not one that asks how many logits to keep: variants keep all of them', async () => {
    const graph = await changed((proto) => {
      const tensorType = { elemType: Type.INT64, shape: { dim: [] } };
      const type = { value: { case: 'tensorType' as const, value: tensorType } };
      proto.input.push(create(ValueInfoProtoSchema, { name: 'num_logits_to_keep', type }));
      const head = proto.node[proto.node.length - 1];
      const last = (input: string[], opType: string, output: string): void => {
        proto.node.splice(-1, 0, create(NodeProtoSchema, { opType, input, output: [output] }));
      };
      const vector = (name: string, ...values: bigint[]): void => {
        const rawData = new Uint8Array(BigInt64Array.from(values).buffer);
        proto.initializer.push(
          create(TensorProtoSchema, { name, dataType: Type.INT64, dims: [1n], rawData }),
        );
      };
      vector('one', 1n);
      vector('far', 2n ** 62n);
      last(['num_logits_to_keep'], 'Neg', 'minus');
      last(['minus', 'one'], 'Reshape', 'start');
      last([head.input[0], 'start', 'far', 'one'], 'Slice', 'kept');
      head.input[0] = 'kept';
    });
    const anatomy = findAnatomy(graph);
    assert.equal(anatomy.inputs.logitsToKeep, 'num_logits_to_keep');
    for (const name of ['steer', 'lens'] as const) {
      const { file, weightsFolder, inputs } = await writeVariant(graph, anatomy, name, directory);
      assert.ok(!inputs.some((input) => input.name === 'num_logits_to_keep'));
      const extra = { session: { model_external_initializers_file_folder_path: weightsFolder } };
      await (await InferenceSession.create(file, { extra })).release();
    }
  });

  it('leaves nothing half-written when the folder cannot be used', async () => {
    const graph = await readGraph(fixtureFile('llama-relu'));
    const file = join(directory, 'a-file');
    await writeFile(file, '');
    await assert.rejects(writeVariant(graph, findAnatomy(graph), 'count', file), /EEXIST|ENOTDIR/);
  });
});

/** As the builder of onnxruntime-genai writes it from 0.18 on. */
function openWidth({ input, output }: GraphProto): void {
  for (const { name, type } of [...input, ...output]) {
    if (!/past|present/.test(name) || type?.value.case !== 'tensorType') continue;
    type.value.value.shape!.dim[3].value = { case: 'dimParam', value: 'kv_cache_dim' };
  }
}
