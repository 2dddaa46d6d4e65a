import { BabelscopeError } from '../protocol/failure';

/** The number types that our files use. */
export type TensorData = BigInt64Array | Float64Array | Float32Array | Int32Array | Uint8Array;

export interface Tensor {
  shape: number[];
  data: TensorData;
}

const types = {
  I64: BigInt64Array,
  F64: Float64Array,
  F32: Float32Array,
  I32: Int32Array,
  U8: Uint8Array,
} as const;
type TypeName = keyof typeof types;

/** No header of ours comes near this; a larger one is a damaged or hostile file. */
const longestHeader = 16 * 1024 * 1024;

/**
 * Writes tensors in the safetensors format: header length (8 bytes, little endian), JSON header, data.
 * Source: the format's description in huggingface/safetensors.
 */
export function encodeSafetensors(
  tensors: Record<string, Tensor>,
  metadata: Record<string, string>,
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    header[name] = {
      dtype: typeName(data),
      shape,
      data_offsets: [offset, offset + data.byteLength],
    };
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Readers that map the file want aligned data; the format allows trailing spaces in the header for that.
  const length = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + length + offset).fill(0x20, 8, 8 + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(json, 8);
  let at = 8 + length;
  for (const { data } of Object.values(tensors)) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/** Why a file cannot be read, e.g. “its header is cut off”, as an error. */
type Refusal = (reason: string) => Error;

/**
 * Reads a safetensors file, trusting nothing in it: every length and offset is held against the file's own size.
 *
 * @param refuse what is thrown for a reason
 * @throws BabelscopeError `atlas-broken` with the reason.
 */
export function decodeSafetensors(
  file: Uint8Array,
  refuse: Refusal = broken,
): {
  tensors: Record<string, Tensor>;
  metadata: Record<string, string>;
} {
  if (file.length < 8) throw refuse('it is shorter than its own header');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (!(length <= longestHeader && 8 + length <= file.length)) throw refuse('its header is cut off');
  const header = parseHeader(file.subarray(8, 8 + length), refuse);
  const data = file.subarray(8 + length);
  const tensors: Record<string, Tensor> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name !== '__metadata__') tensors[name] = readTensor(name, entry, data, refuse);
  }
  const metadata: Record<string, string> = {};
  if (isRecord(header['__metadata__'])) {
    for (const [key, value] of Object.entries(header['__metadata__'])) {
      if (typeof value === 'string') metadata[key] = value;
    }
  }
  return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array, refuse: Refusal): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isRecord(header)) return header;
  } catch {
    // Told below, with the other ways of being no header.
  }
  throw refuse('its header is not JSON');
}

function readTensor(name: string, entry: unknown, data: Uint8Array, refuse: Refusal): Tensor {
  if (!isRecord(entry)) throw refuse(`tensor ${name} is not described`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(types, dtype)) {
    throw refuse(`tensor ${name} has the type ${String(dtype)}`);
  }
  const Type = types[dtype as TypeName];
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw refuse(`tensor ${name} has no proper shape`);
  }
  const [from, to] = offsets;
  const elements = shape.reduce((product, size) => product * size, 1);
  if (to < from || to > data.length || to - from !== elements * Type.BYTES_PER_ELEMENT) {
    throw refuse(`tensor ${name} does not fit into the file`);
  }
  // A copy, aligned for the type. (Not `slice`: a Buffer's would share the file's memory.)
  return { shape, data: new Type(new Uint8Array(data.subarray(from, to)).buffer) };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function typeName(data: TensorData): TypeName {
  if (data instanceof BigInt64Array) return 'I64';
  if (data instanceof Int32Array) return 'I32';
  if (data instanceof Uint8Array) return 'U8';
  return data instanceof Float64Array ? 'F64' : 'F32';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function broken(reason: string): BabelscopeError {
  return new BabelscopeError(
    'atlas-broken',
    `This atlas cannot be read: ${reason}. Restore the file or count it again.`,
  );
}
