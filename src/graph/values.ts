import { TensorProto_DataLocation as Location, TensorProto_DataType as Type } from './onnx_pb';
import type { NodeProto, TensorProto } from './onnx_pb';
import { producerOf } from './wiring';
import type { Wiring } from './wiring';

/** An integer attribute of a node, or `otherwise` if the node does not have it. */
export function integer(node: NodeProto, name: string, otherwise: number): number {
  const attribute = node.attribute.find((candidate) => candidate.name === name);
  return attribute ? Number(attribute.i) : otherwise;
}

/** A text attribute of a node; empty if the node does not have it. */
export function text(node: NodeProto, name: string): string {
  const attribute = node.attribute.find((candidate) => candidate.name === name);
  return attribute ? Buffer.from(attribute.s).toString('utf8') : '';
}

/** The tensor behind a name: an initializer or the value of a Constant node. */
export function constantTensor(wiring: Wiring, name: string): TensorProto | undefined {
  const initializer = wiring.initializers.get(name);
  if (initializer) return initializer;
  const node = producerOf(wiring, name);
  if (node?.opType === 'Identity') return constantTensor(wiring, node.input[0]);
  if (node?.opType !== 'Constant') return undefined;
  return node.attribute.find((attribute) => attribute.name === 'value')?.t;
}

/** Numbers of a small constant (int64, int32 or float32, kept in the graph); undefined for anything else. */
export function constantNumbers(wiring: Wiring, name: string): number[] | undefined {
  const tensor = constantTensor(wiring, name);
  if (!tensor || tensor.dataLocation === Location.EXTERNAL) return undefined;
  const raw = tensor.rawData;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const read = (width: number, get: (at: number) => number): number[] =>
    Array.from({ length: Math.floor(raw.length / width) }, (_, index) => get(index * width));
  switch (tensor.dataType) {
    case Type.INT64:
      return raw.length > 0
        ? read(8, (at) => Number(view.getBigInt64(at, true)))
        : tensor.int64Data.map(Number);
    case Type.INT32:
      return raw.length > 0 ? read(4, (at) => view.getInt32(at, true)) : tensor.int32Data;
    case Type.FLOAT:
      return raw.length > 0 ? read(4, (at) => view.getFloat32(at, true)) : tensor.floatData;
    default:
      return undefined;
  }
}

/**
 * Shape of a weight through what exporters wrap it in: renaming, casts, transposes, dequantization. Undefined
 * if it cannot be determined without computing.
 */
export function weightShape(wiring: Wiring, name: string): number[] | undefined {
  const tensor = wiring.initializers.get(name);
  if (tensor) return tensor.dims.map(Number);
  const node = producerOf(wiring, name);
  if (!node) return undefined;
  switch (node.opType) {
    case 'Constant':
      return constantTensor(wiring, name)?.dims.map(Number);
    case 'Identity':
    case 'Cast':
    case 'CastLike':
    case 'QuantizeLinear':
    case 'DequantizeLinear':
      return weightShape(wiring, node.input[0]);
    case 'Transpose': {
      const shape = weightShape(wiring, node.input[0]);
      const perm = node.attribute.find((attribute) => attribute.name === 'perm')?.ints.map(Number);
      return perm && shape ? perm.map((axis) => shape[axis]) : shape?.reverse();
    }
    case 'Reshape': {
      const shape = constantNumbers(wiring, node.input[1]);
      return shape?.every((dim) => dim > 0) ? shape : undefined;
    }
    default:
      return undefined;
  }
}
