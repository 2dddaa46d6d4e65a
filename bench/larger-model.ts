import { cp, mkdir, open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation as Location,
  TensorProto_DataType as Type,
  TensorProtoSchema,
} from '../src/graph/onnx_pb';
import type { GraphProto, ModelProto, TensorProto, ValueInfoProto } from '../src/graph/onnx_pb';
import { seededRandom } from '../src/lape/random';

export interface LargerModel {
  dModel: number;
  dMlp: number;
  /** `inline`: in the graph's file, random; `sparse`: in a file beside it that is one large hole. */
  weights: 'inline' | 'sparse';
}

interface Config {
  hidden_size: number;
  intermediate_size: number;
}

/** The size that the speed of counting is promised for. */
const defaults: LargerModel = { dModel: 512, dMlp: 1408, weights: 'inline' };

/**
 * Makes a larger LLaMA: 8 layers, SiLU, 16,384 tokens, float32. Its graph is the bundled model's, as optimum's plain exporter
 * wrote it.
 *
 * @param bundled the bundled model's folder
 * @param folder is made, in Hugging Face layout
 * @returns the graph's file
 */
export async function makeLargerModel(
  bundled: string,
  folder: string,
  { dModel, dMlp, weights }: LargerModel = defaults,
): Promise<string> {
  await mkdir(join(folder, 'onnx'), { recursive: true });
  for (const name of ['tokenizer.json', 'tokenizer_config.json', 'generation_config.json'])
    await cp(join(bundled, name), join(folder, name));
  const config = JSON.parse(await readFile(join(bundled, 'config.json'), 'utf8')) as Config;
  const sizes = new Map([
    [config.hidden_size, dModel],
    [config.intermediate_size, dMlp],
  ]);
  // Heads keep their size, 64.
  Object.assign(config, {
    hidden_size: dModel,
    intermediate_size: dMlp,
    hidden_act: 'silu',
    num_attention_heads: dModel / 64,
    num_key_value_heads: dModel / 64,
  });
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));

  const model = fromBinary(ModelProtoSchema, await readFile(join(bundled, 'onnx/model.onnx')));
  const made = enlarge(model.graph!, sizes, dModel / 64);
  const file = join(folder, 'onnx/model.onnx');
  await (weights === 'inline' ? writeInline(file, model, made) : writeSparse(file, model, made));
  return file;
}

/**
 * @param sizes what takes the place of a dimension
 * @returns the weights that are to be made: they have shapes, but no data yet
 */
function enlarge(graph: GraphProto, sizes: ReadonlyMap<number, number>, heads: number): TensorProto[] {
  const known = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const made: TensorProto[] = [];
  const make = (name: string, { dims }: TensorProto): void => {
    const shape = dims.map((size) => BigInt(sizes.get(Number(size)) ?? Number(size)));
    made.push(create(TensorProtoSchema, { name, dataType: Type.FLOAT, dims: shape }));
  };
  graph.node = graph.node.flatMap((node) => {
    if (node.opType === 'DequantizeLinear') {
      make(node.output[0], known.get(node.input[0])!);
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
  graph.initializer = graph.initializer.filter((tensor) => {
    if (!read.has(tensor.name)) return false;
    const wide = tensor.dims.length === 1 && sizes.has(Number(tensor.dims[0]));
    if (wide && tensor.dataType === Type.FLOAT) make(tensor.name, tensor);
    return !(wide && tensor.dataType === Type.FLOAT);
  });
  for (const value of [...graph.input, ...graph.output]) widenCache(value, heads);
  graph.valueInfo = [];
  return made;
}

/** The cache is [batch, heads, past, 64]. */
function widenCache(value: ValueInfoProto, heads: number): void {
  if (value.type?.value.case !== 'tensorType') return;
  const dims = value.type.value.value.shape?.dim ?? [];
  if (dims.length !== 4) return;
  dims[1].value = { case: 'dimValue', value: BigInt(heads) };
}

function elements({ dims }: TensorProto): number {
  return Number(dims.reduce((product, size) => product * size, 1n));
}

/** By hand and tensor by tensor: a serializer holds several copies of everything. */
async function writeInline(file: string, { graph, ...head }: ModelProto, made: TensorProto[]): Promise<void> {
  const random = seededRandom(1);
  const field = (number: number, length: number) =>
    new BinaryWriter().tag(number, WireType.LengthDelimited).uint32(length).finish();
  const [rawData, initializer, graphOfModel] = [9, 5, 7];
  const started = made.map((tensor) => {
    const described = toBinary(TensorProtoSchema, tensor);
    const data = field(rawData, 4 * elements(tensor));
    const length = described.length + data.length + 4 * elements(tensor);
    return Buffer.concat([field(initializer, length), described, data]);
  });
  const body = toBinary(GraphProtoSchema, graph!);
  const length = made.reduce((sum, tensor, i) => sum + started[i].length + 4 * elements(tensor), body.length);
  const handle = await open(file, 'w');
  try {
    await handle.writeFile(toBinary(ModelProtoSchema, { ...head, graph: undefined }));
    await handle.writeFile(field(graphOfModel, length));
    await handle.writeFile(body);
    for (const [i, tensor] of made.entries()) {
      await handle.writeFile(started[i]);
      await handle.writeFile(new Uint8Array(values(tensor, random).buffer));
    }
  } finally {
    await handle.close();
  }
}

/** A norm's weights are ones; the others normal enough. */
function values(tensor: TensorProto, random: () => number): Float32Array {
  const data = new Float32Array(elements(tensor));
  if (tensor.dims.length < 2) return data.fill(1);
  const spread = Math.sqrt(12 / Math.min(...tensor.dims.map(Number)));
  for (let i = 0; i < data.length; i++) data[i] = spread * (random() - 0.5);
  return data;
}

async function writeSparse(file: string, model: ModelProto, made: TensorProto[]): Promise<void> {
  let offset = 0;
  for (const tensor of made) {
    const entries = { location: 'model.onnx_data', offset, length: 4 * elements(tensor) };
    tensor.dataLocation = Location.EXTERNAL;
    tensor.externalData = Object.entries(entries).map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value: String(value) }),
    );
    offset += entries.length;
  }
  model.graph!.initializer.push(...made);
  await writeFile(file, toBinary(ModelProtoSchema, model));
  await writeFile(`${file}_data`, '');
  await truncate(`${file}_data`, offset);
}
