import { TensorProto_DataType as Type } from './onnx_pb';

/** Element types by their ONNX number: name as onnxruntime spells it, and width in bits. */
const elements = new Map<number, { name: string; bits: number }>([
  [Type.FLOAT, { name: 'float32', bits: 32 }],
  [Type.UINT8, { name: 'uint8', bits: 8 }],
  [Type.INT8, { name: 'int8', bits: 8 }],
  [Type.UINT16, { name: 'uint16', bits: 16 }],
  [Type.INT16, { name: 'int16', bits: 16 }],
  [Type.INT32, { name: 'int32', bits: 32 }],
  [Type.INT64, { name: 'int64', bits: 64 }],
  [Type.BOOL, { name: 'bool', bits: 8 }],
  [Type.FLOAT16, { name: 'float16', bits: 16 }],
  [Type.DOUBLE, { name: 'float64', bits: 64 }],
  [Type.UINT32, { name: 'uint32', bits: 32 }],
  [Type.UINT64, { name: 'uint64', bits: 64 }],
  [Type.BFLOAT16, { name: 'bfloat16', bits: 16 }],
  [Type.FLOAT8E4M3FN, { name: 'float8e4m3fn', bits: 8 }],
  [Type.FLOAT8E4M3FNUZ, { name: 'float8e4m3fnuz', bits: 8 }],
  [Type.FLOAT8E5M2, { name: 'float8e5m2', bits: 8 }],
  [Type.FLOAT8E5M2FNUZ, { name: 'float8e5m2fnuz', bits: 8 }],
  [Type.UINT4, { name: 'uint4', bits: 4 }],
  [Type.INT4, { name: 'int4', bits: 4 }],
  [Type.UINT2, { name: 'uint2', bits: 2 }],
  [Type.INT2, { name: 'int2', bits: 2 }],
]);

const floats = new Set<number>([Type.FLOAT, Type.FLOAT16, Type.BFLOAT16, Type.DOUBLE]);

/** The name onnxruntime gives an element type, or `unknown`. */
export function elementName(type: number): string {
  return elements.get(type)?.name ?? 'unknown';
}

/** True for the types that activations are computed in. */
export function isFloat(type: number): boolean {
  return floats.has(type);
}

/** Bytes that a tensor of this type and shape takes; undefined for strings, unknown types and impossible shapes. */
export function byteLength(type: number, dims: readonly bigint[]): number | undefined {
  const bits = elements.get(type)?.bits;
  if (bits === undefined || dims.length > 16 || dims.some((dim) => dim < 0n)) return undefined;
  const total = (dims.reduce((product, dim) => product * dim, BigInt(bits)) + 7n) / 8n;
  return total <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(total) : undefined;
}
