import { measureJson, parseJson, usualBounds } from '../input/json';
import { shown } from '../input/shape';
import { BabelscopeError } from '../rpc/failure';
import type { OpenFile } from './whole';
import { noChecksum, sealFile, verdictOnFile } from './checksum';

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

/** Far longer than any of our headers; a longer one is from a damaged or hostile file. */
const longestHeader = 16 * 1024 * 1024;
/** Limits for our largest header: some tens of tensors, some entries of metadata. */
const headerBounds = { ...usualBounds, depth: 8, values: 100_000, containers: 10_000, members: 10_000 };

/**
 * Writes tensors in the safetensors format: header length (8 bytes, little endian), JSON header, data. The metadata gets a
 * `checksum`, the SHA-256 of the file in which its own 64 digits are zeros.
 * Source: the format's description in huggingface/safetensors.
 */
export function encodeSafetensors(
  tensors: Record<string, Tensor>,
  metadata: Record<string, string>,
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: { ...metadata, checksum: noChecksum } };
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
  sealFile(file);
  return file;
}

/** Makes an error from the reason that a file cannot be read, e.g. “its header is cut off”. */
type Refusal = (reason: string) => Error;
/** Returns the names of the tensors that a file with such metadata may have, or throws. */
type Known = (metadata: Record<string, string>) => readonly string[];

/**
 * Reads a safetensors file, trusting nothing in it: every length and offset is checked against the file's
 * size, and the whole against the checksum, if it has one. As the format requires, tensors must follow one
 * another without gaps. They are copied only once all of them are valid, so no file takes more memory than
 * its own size.
 *
 * @param refuse makes an error from a reason
 * @throws BabelscopeError `atlas-broken` with the reason.
 */
export function decodeSafetensors(
  file: Uint8Array,
  known: Known,
  refuse: Refusal = broken,
): {
  tensors: Record<string, Tensor>;
  metadata: Record<string, string>;
} {
  const { header, data } = open(file, refuse);
  const { metadata, places } = layoutOf(header, data.length, known, refuse);
  const tensors: Record<string, Tensor> = {};
  for (const { name, Type, shape, from, to } of places) {
    // A copy, aligned for the type. (Not `slice`: a Buffer's would share the file's memory.)
    tensors[name] = { shape, data: new Type(new Uint8Array(data.subarray(from, to)).buffer) };
  }
  return { tensors, metadata };
}

/**
 * Reads such a file from a disk, starting with its header, so a file of another kind is not read further,
 * whatever its size.
 *
 * @param known @param refuse as for `decodeSafetensors`, which the bytes are meant for
 * @throws what `refuse` returns
 */
export async function readSafetensors(
  { size, read }: OpenFile,
  known: Known,
  refuse: Refusal = broken,
): Promise<Uint8Array<ArrayBuffer>> {
  const length = headerLength(await read(0, 8), size, refuse);
  const header = parseHeader(await read(8, 8 + length), refuse);
  layoutOf(header, size - 8 - length, known, refuse);
  return read(0, size);
}

/**
 * Only the metadata.
 *
 * @throws BabelscopeError `atlas-broken`
 */
export function readMetadata(file: Uint8Array): Record<string, string> {
  return metadataIn(open(file, broken).header);
}

function open(file: Uint8Array, refuse: Refusal): { header: Record<string, unknown>; data: Uint8Array } {
  const length = headerLength(file, file.length, refuse);
  const header = parseHeader(file.subarray(8, 8 + length), refuse);
  if (verdictOnFile(file, length) === 'damaged')
    throw refuse('its content does not fit its checksum, so that it must have been damaged');
  return { header, data: file.subarray(8 + length) };
}

/** @param size of the whole file, in bytes */
function headerLength(begin: Uint8Array, size: number, refuse: Refusal): number {
  if (begin.length < 8) throw refuse('it is shorter than its own header');
  const view = new DataView(begin.buffer, begin.byteOffset, begin.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (!(length <= longestHeader && 8 + length <= size)) throw refuse('its header is cut off');
  return length;
}

/** The tensors' places, in their order: contiguous, without gaps. @param size of all, in bytes */
function layoutOf(
  header: Record<string, unknown>,
  size: number,
  known: Known,
  refuse: Refusal,
): { metadata: Record<string, string>; places: TensorPlace[] } {
  const metadata = metadataIn(header);
  const names = known(metadata);
  const places = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => {
      if (!names.includes(name)) throw refuse(`it has a tensor “${shown(name)}”, which no such file has`);
      return placeOf(name, entry, refuse);
    })
    .sort((one, other) => one.from - other.from || one.to - other.to);
  let end = 0;
  for (const { name, from, to } of places) {
    if (from !== end) throw refuse(`tensor ${name} overlaps another, or leaves a gap`);
    end = to;
  }
  if (end !== size) throw refuse(`its tensors have ${end} bytes, and ${size} are there`);
  return { metadata, places };
}

function metadataIn({ __metadata__: metadata }: Record<string, unknown>): Record<string, string> {
  const entries = isRecord(metadata) ? Object.entries(metadata) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function parseHeader(bytes: Uint8Array, refuse: Refusal): Record<string, unknown> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const header = parseJson(text, headerBounds);
    if (isRecord(header)) {
      // If an object has two members of one name, JSON.parse silently keeps the last.
      if (measureJson(text).members === countMembers(header)) return header;
      throw refuse('its header names something twice');
    }
  } catch (error) {
    if (error instanceof BabelscopeError) throw error;
    // Reported below, with other invalid headers.
  }
  throw refuse('its header is not JSON');
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value as object).reduce<number>((sum, each) => sum + countMembers(each), 0);
  return inner + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

/** The place of a tensor in the file's data. */
interface TensorPlace {
  name: string;
  Type: (typeof types)[TypeName];
  shape: number[];
  from: number;
  to: number;
}

function placeOf(name: string, entry: unknown, refuse: Refusal): TensorPlace {
  if (!isRecord(entry)) throw refuse(`tensor ${name} is not described`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(types, dtype)) {
    throw refuse(`tensor ${name} has the type ${shown(String(dtype))}`);
  }
  const Type = types[dtype as TypeName];
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw refuse(`tensor ${name} has no proper shape`);
  }
  const [from, to] = offsets;
  const elements = shape.reduce((product, size) => product * size, 1);
  if (to < from || to - from !== elements * Type.BYTES_PER_ELEMENT) {
    throw refuse(`tensor ${name} does not fit into the file`);
  }
  return { name, Type, shape, from, to };
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
