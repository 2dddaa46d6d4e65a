import { fromBinary } from '@bufbuild/protobuf';
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { GraphError } from './error';
import { GraphProtoSchema, ModelProtoSchema, TensorProtoSchema } from './onnx_pb';
import type { ModelProto, TensorProto } from './onnx_pb';
import { Gathering, Wire } from './pread';
import type { Field, Pread } from './pread';

/** Field numbers of onnx.proto that the reader needs. */
const model = { graph: 7, trainingInfo: 20 };
/** How each field of a model is stored. */
const modelWires = new Map<number, Wire>([
  ...[1, 5].map((number) => [number, Wire.Varint] as const),
  ...[2, 3, 4, 6, 7, 8, 14, 20, 25, 26].map((number) => [number, Wire.Bytes] as const),
]);
const graph = { initializer: 5 };
const tensor = { rawData: 9 };

/** Weights at most this large stay in the graph: shapes, scales, small tables that rewriting has to read. */
const inlineLimit = 1024;

/** A tensor whose bytes were left in the file: [offset, offset + length). */
export interface LeftOut {
  tensor: TensorProto;
  offset: number;
  length: number;
}

/**
 * Reads a model without the bytes of its weights.
 * @throws GraphError `not-onnx`, `truncated`, `malformed` or `unsupported`
 */
export async function readSkeleton(file: Pread): Promise<{ model: ModelProto; leftOut: LeftOut[] }> {
  await refusePointer(file);
  const modelParts = new Gathering(file);
  const graphParts = new Gathering(file);
  const tensors: TensorProto[] = [];
  const leftOut: LeftOut[] = [];
  let graphs = 0;
  for await (const field of modelFields(file)) {
    if (field.number === model.graph) {
      graphs += 1;
      for await (const part of file.fields(field.body, field.end)) {
        if (part.number === graph.initializer && part.wire === Wire.Bytes) {
          tensors.push(await readTensor(file, part, leftOut));
        } else {
          await graphParts.add(part.start, part.end);
        }
      }
    } else if (field.number !== model.trainingInfo) {
      await modelParts.add(field.start, field.end);
    }
  }
  if (graphs === 0) throw notOnnx();
  const result = decode(file, ModelProtoSchema, modelParts);
  result.graph = decode(file, GraphProtoSchema, graphParts);
  result.graph.initializer = tensors;
  if (result.irVersion <= 0n || result.graph.node.length === 0) throw notOnnx();
  return { model: result, leftOut };
}

/**
 * The fields of the outermost message; anything that does not look like a model up to its graph is refused.
 */
async function* modelFields(file: Pread): AsyncGenerator<Field, void, void> {
  let known = 0;
  let graphs = 0;
  try {
    for await (const field of file.fields(0, file.size)) {
      const wire = modelWires.get(field.number);
      // Fields of a later version of the format may follow, but no file begins with one.
      if (wire === undefined ? known === 0 : wire !== field.wire) throw notOnnx();
      known += 1;
      if (field.number === model.graph) graphs += 1;
      yield field;
    }
  } catch (error) {
    if (graphs === 0 && error instanceof GraphError && error.code === 'malformed') throw notOnnx();
    throw error;
  }
}

async function readTensor(file: Pread, field: Field, leftOut: LeftOut[]): Promise<TensorProto> {
  const parts = new Gathering(file);
  let raw: Field | undefined;
  for await (const part of file.fields(field.body, field.end)) {
    const isRaw = part.number === tensor.rawData && part.wire === Wire.Bytes;
    if (isRaw && part.end - part.body > inlineLimit) raw = part;
    else await parts.add(part.start, part.end);
  }
  const result = decode(file, TensorProtoSchema, parts);
  if (result.name === '')
    throw new GraphError(
      'malformed',
      'The model file is damaged (a weight without a name). Download or export it again.',
    );
  if (raw) leftOut.push({ tensor: result, offset: raw.body, length: raw.end - raw.body });
  return result;
}

function decode<Schema extends DescMessage>(
  file: Pread,
  schema: Schema,
  parts: Gathering,
): MessageShape<Schema> {
  const { bytes } = parts;
  try {
    file.extent.addMessage(schema, bytes);
    return fromBinary(schema, bytes);
  } catch (cause) {
    if (cause instanceof GraphError) throw cause;
    throw new GraphError(
      'malformed',
      `The model file is damaged (${(cause as Error).message}). Download or export it again.`,
      { cause },
    );
  }
}

/** Cloned without Git LFS, a repository holds a few lines of text in place of the model. */
async function refusePointer(file: Pread): Promise<void> {
  const pointer = 'version https://git-lfs';
  const start = Buffer.alloc(Math.min(file.size, pointer.length));
  await file.copy(0, start.length, start);
  if (start.toString('latin1') !== pointer) return;
  throw new GraphError(
    'not-onnx',
    'The file is a Git LFS pointer and not the model itself. Run “git lfs pull” in its folder.',
  );
}

function notOnnx(): GraphError {
  return new GraphError('not-onnx', 'The file is not an ONNX model. Choose a file that ends in .onnx.');
}
