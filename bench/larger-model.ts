import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType as Type,
  TensorProtoSchema,
} from '../src/graph/onnx_pb';
import type { GraphProto, TensorProto } from '../src/graph/onnx_pb';
import { seededRandom } from '../src/lape/random';

/** d_model and d_mlp of the bundled model → of the one that is made. Heads keep their size, so that there are eight. */
const sizes = new Map([
  [192, 512],
  [2048, 1408],
]);

/**
 * Makes a LLaMA of the size that the speed of counting is promised for: d_model 512, 8 layers, d_mlp 1,408, SiLU, 16,384
 * tokens, float32, with random weights. Its graph is the bundled model's, as optimum's plain exporter wrote it.
 *
 * @param bundled the bundled model's folder
 * @param folder is made, in Hugging Face layout
 */
export async function makeLargerModel(bundled: string, folder: string): Promise<void> {
  await mkdir(join(folder, 'onnx'), { recursive: true });
  for (const name of ['tokenizer.json', 'tokenizer_config.json', 'generation_config.json'])
    await cp(join(bundled, name), join(folder, name));
  const config = JSON.parse(await readFile(join(bundled, 'config.json'), 'utf8')) as Record<string, unknown>;
  Object.assign(config, {
    hidden_size: 512,
    intermediate_size: 1408,
    hidden_act: 'silu',
    num_attention_heads: 8,
    num_key_value_heads: 8,
  });
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));

  const model = fromBinary(ModelProtoSchema, await readFile(join(bundled, 'onnx/model.onnx')));
  enlarge(model.graph!);
  await writeFile(join(folder, 'onnx/model.onnx'), toBinary(ModelProtoSchema, model));
}

function enlarge(graph: GraphProto): void {
  const random = seededRandom(1);
  const known = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const unpacked: TensorProto[] = [];
  const weight = (name: string, { dims }: TensorProto): TensorProto => {
    const shape = dims.map((size) => sizes.get(Number(size)) ?? Number(size));
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    // The sum of twelve is as good as normal here. A norm's weights are ones.
    const spread = 1 / Math.sqrt(shape.length > 1 ? Math.min(...shape) : Infinity);
    for (let i = 0; i < data.length; i++) {
      data[i] = shape.length > 1 ? spread * Math.sqrt(12) * (random() - 0.5) : 1;
    }
    return create(TensorProtoSchema, {
      name,
      dataType: Type.FLOAT,
      dims: shape.map(BigInt),
      rawData: new Uint8Array(data.buffer),
    });
  };
  graph.node = graph.node.flatMap((node) => {
    if (node.opType === 'DequantizeLinear') {
      unpacked.push(weight(node.output[0], known.get(node.input[0])!));
      return [];
    }
    if (node.opType !== 'Relu') return [node];
    const gate = `${node.output[0]}/gate`;
    return [
      create(NodeProtoSchema, { opType: 'Sigmoid', name: gate, input: node.input, output: [gate] }),
      create(NodeProtoSchema, {
        opType: 'Mul',
        name: node.name,
        input: [node.input[0], gate],
        output: node.output,
      }),
    ];
  });
  const read = new Set(graph.node.flatMap(({ input }) => input));
  const kept = graph.initializer
    .filter(({ name }) => read.has(name))
    .map((tensor) =>
      tensor.dims.length === 1 && sizes.has(Number(tensor.dims[0])) && tensor.dataType === Type.FLOAT
        ? weight(tensor.name, tensor)
        : tensor,
    );
  graph.initializer = [...kept, ...unpacked];
  for (const { type } of [...graph.input, ...graph.output]) {
    // Of the cache: [batch, heads, past, headDim].
    const dims = type?.value.case === 'tensorType' ? (type.value.value.shape?.dim ?? []) : [];
    if (dims.length === 4) dims[1].value = { case: 'dimValue', value: 8n };
  }
  graph.valueInfo = [];
}
