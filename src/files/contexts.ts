import { basename } from 'node:path';
import * as v from 'valibot';
import { parseJson } from '../input/json';
import { check } from '../input/shape';
import { BabelscopeError } from '../rpc/failure';
import { largestAtlas } from './atlas';
import type { Tensor } from './safetensors';
import { decodeSafetensors, encodeSafetensors, readSafetensors } from './safetensors';
import { atlasTensors, contextTensors as known } from './tensor-names';
import { UnreadableError, withFile } from './whole';

/** A place in the counted texts where a neuron fires strongly. */
export interface FiringContext {
  /** BCP-47. */
  language: string;
  activation: number;
  /** Some text before and after the token; empty at the beginning or end of a document. */
  before: string;
  token: string;
  after: string;
  /** Absolute path of the corpus file at the time of counting. */
  file: string;
  /** The line of a `.txt` or `.jsonl` file, or the row of a `.parquet` one, from 1. */
  document: number;
  /** UTF-16 offsets of the token in that document. */
  start: number;
  end: number;
}

/** Where each neuron fires most. */
export interface Contexts {
  /**
   * Strongest first, each from a different row of text; empty for a neuron that fires nowhere or does not
   * exist.
   */
  of(layer: number, index: number): FiringContext[];
}

/** A stretch of a document that contains contexts. */
export interface Passage {
  /** Index into `files`. */
  file: number;
  document: number;
  /** UTF-16 offset of the passage in its document. */
  offset: number;
  text: string;
}

/** Contexts as stored in a file and collected while counting. */
export interface ContextTable {
  /** Hash of the model's graph and weights. */
  model: string;
  languages: readonly string[];
  layers: number;
  dMlp: number;
  /** Maximum number of contexts per neuron and language. */
  slots: number;
  /** `[language, layer, d_mlp, slot]` descending; 0 if empty. */
  activation: Float32Array;
  /** `[language, layer, d_mlp, slot]` index into `places`, −1 if empty. */
  place: Int32Array;
  /** `[place, 3]` passage, and the token's first and last UTF-16 offset in it. */
  places: Int32Array;
  passages: Passage[];
  /** Absolute paths. */
  files: string[];
}

/** UTF-16 units of text shown before and after a token. */
export const shownAround = 80;

const format = 'babelscope-contexts';
const version = '1';
/** Far larger than any of our files; it bounds what a hostile one can take. */
const largestFile = 1.5 * 1024 ** 3;

/** Contexts are stored beside their atlas, so an atlas can be shared without the texts it was counted on. */
export function contextsFileOf(atlasFile: string): string {
  return `${atlasFile.replace(/\.safetensors$/, '')}.contexts.safetensors`;
}

/**
 * Reads the contexts beside an atlas; undefined if there are none, or they belong to another run.
 *
 * @param atlasFile absolute
 * @throws BabelscopeError `atlas-broken` if they are damaged
 */
export async function readContexts(atlasFile: string): Promise<Contexts | undefined> {
  const table = await readContextTable(atlasFile);
  return table && lookup(table);
}

/** The same, as the table stored in the file. */
export async function readContextTable(atlasFile: string): Promise<ContextTable | undefined> {
  const file = contextsFileOf(atlasFile);
  const bytes = await withFile(file, largestFile, (opened) =>
    readSafetensors(
      opened,
      () => known,
      (reason) => broken(file, reason),
    ),
  ).catch((error: unknown) => {
    if (!(error instanceof UnreadableError)) throw error;
    if (error.missing) return undefined;
    throw broken(file, `it ${error.message}`);
  });
  if (!bytes) return undefined;
  // Decode first, since a damaged file may name another run.
  const table = decodeContexts(bytes, file);
  return stampIn(bytes, file) === (await aboutOf(atlasFile)) ? table : undefined;
}

/** Access to contexts already in memory. */
export function lookup(table: ContextTable): Contexts {
  const { languages, layers, dMlp, slots, activation, place } = table;
  return {
    of(layer, index) {
      if (!(layer >= 0 && layer < layers && index >= 0 && index < dMlp)) return [];
      const found: FiringContext[] = [];
      languages.forEach((language, k) => {
        const first = ((k * layers + layer) * dMlp + index) * slots;
        for (let entry = first; entry < first + slots && place[entry] >= 0; entry++) {
          found.push(contextAt(table, language, activation[entry], place[entry]));
        }
      });
      return found.sort((one, other) => other.activation - one.activation);
    },
  };
}

function contextAt(
  { places, passages, files }: ContextTable,
  language: string,
  activation: number,
  place: number,
): FiringContext {
  const [passage, start, end] = places.subarray(3 * place, 3 * place + 3);
  const { file, document, offset, text } = passages[passage];
  let from = Math.max(0, start - shownAround);
  let to = Math.min(text.length, end + shownAround);
  // Do not start in the middle of a surrogate pair.
  if (/[\udc00-\udfff]/.test(text[from] ?? '')) from++;
  if (/[\ud800-\udbff]/.test(text[to - 1] ?? '') && to > end) to--;
  return {
    language,
    activation,
    before: text.slice(Math.min(from, start), start),
    token: text.slice(start, end),
    after: text.slice(end, to),
    file: files[file],
    document,
    start: offset + start,
    end: offset + end,
  };
}

/** @param about the `about` entry of the atlas they belong to */
export function encodeContexts(table: ContextTable, about: string): Uint8Array<ArrayBuffer> {
  return encodeSafetensors(contextTensors(table), { ...contextMetadata(table), atlas: about });
}

/** For a separate file, or for the checkpoint of a run. */
export function contextTensors(table: ContextTable): Record<string, Tensor> {
  const { languages, layers, dMlp, slots, passages } = table;
  const texts = passages.map(({ text }) => Buffer.from(text, 'utf8'));
  const rows = new Int32Array(passages.length * 4);
  let to = 0;
  passages.forEach(({ file, document, offset }, i) => {
    to += texts[i].length;
    rows.set([file, document, offset, to], 4 * i);
  });
  const shape = [languages.length, layers, dMlp, slots];
  return {
    context_activation: { shape, data: table.activation },
    context_place: { shape, data: table.place },
    context_places: { shape: [table.places.length / 3, 3], data: table.places },
    context_passages: { shape: [passages.length, 4], data: rows },
    context_text: { shape: [to], data: new Uint8Array(Buffer.concat(texts)) },
  };
}

export function contextMetadata({ model, languages, files }: ContextTable): Record<string, string> {
  return { contexts: JSON.stringify({ format, version, model, languages, files }) };
}

const described = v.object({
  format: v.literal(format),
  version: v.string(),
  model: v.string(),
  languages: v.array(v.string()),
  files: v.array(v.string()),
});

/**
 * Reads contexts, trusting nothing: every index is checked against what it points into.
 *
 * @param name of the file, for the message
 * @throws BabelscopeError `atlas-broken`
 */
export function decodeContexts(bytes: Uint8Array, name: string): ContextTable {
  const { tensors, metadata } = decodeSafetensors(
    bytes,
    // An unfinished run stores them in one file with its atlas.
    ({ run }) => (run === undefined ? known : [...known, ...atlasTensors]),
    (reason) => broken(name, reason),
  );
  const about = describedBy(metadata['contexts'], name);
  const [entries, place, places, passages, text] = known.map(
    (tensor) => tensors[tensor] ?? fail(name, `it has no tensor ${tensor}`),
  );
  const [count = 0, layers = 0, dMlp = 0, slots = 0] = entries.shape;
  if (
    !(entries.data instanceof Float32Array && text.data instanceof Uint8Array) ||
    !(place.data instanceof Int32Array && places.data instanceof Int32Array) ||
    !(passages.data instanceof Int32Array) ||
    entries.shape.length !== 4 ||
    place.shape.join() !== entries.shape.join() ||
    count !== about.languages.length ||
    places.shape[1] !== 3 ||
    passages.shape[1] !== 4
  ) {
    throw broken(name, 'its tensors do not belong together');
  }
  const table: ContextTable = {
    model: about.model,
    languages: about.languages,
    layers,
    dMlp,
    slots,
    activation: entries.data,
    place: place.data,
    places: places.data,
    passages: readPassages(passages.data, text.data, about.files.length, name),
    files: about.files,
  };
  expectWithin(table, name);
  return table;
}

function describedBy(text: string | undefined, name: string): v.InferOutput<typeof described> {
  let found;
  try {
    found = check(described, parseJson(text ?? ''));
  } catch {
    throw broken(name, 'its description is damaged');
  }
  if (!found.success) throw broken(name, 'its description is damaged');
  if (found.output.version !== version)
    throw broken(name, `it has format version ${found.output.version}, and this Babelscope reads ${version}`);
  return found.output;
}

function readPassages(rows: Int32Array, text: Uint8Array, files: number, name: string): Passage[] {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let from = 0;
  return Array.from({ length: rows.length / 4 }, (_, i) => {
    const [file, document, offset, to] = rows.subarray(4 * i, 4 * i + 4);
    if (!(file >= 0 && file < files && document >= 1 && offset >= 0 && to >= from && to <= text.length))
      throw broken(name, `passage ${i} does not fit into the file`);
    try {
      return { file, document, offset, text: decoder.decode(text.subarray(from, to)) };
    } catch {
      throw broken(name, `passage ${i} is no text`);
    } finally {
      from = to;
    }
  });
}

function expectWithin({ place, places, passages }: ContextTable, name: string): void {
  const count = places.length / 3;
  for (const at of place) if (!(at >= -1 && at < count)) throw broken(name, 'a context lies nowhere');
  for (let i = 0; i < places.length; i += 3) {
    const [passage, start, end] = [places[i], places[i + 1], places[i + 2]];
    const length = passages[passage]?.text.length ?? -1;
    if (!(start >= 0 && start <= end && end <= length)) throw broken(name, 'a context lies outside its text');
  }
}

/** The `about` entry of the atlas that the contexts belong to, by their own account. */
function stampIn(bytes: Uint8Array, file: string): string {
  return metadataOf(bytes)?.['atlas'] ?? fail(file, 'its header is damaged');
}

/** The `about` entry of an atlas, read without the rest of it. */
async function aboutOf(atlasFile: string): Promise<string | undefined> {
  try {
    return await withFile(atlasFile, largestAtlas, async ({ read }) => {
      const length = Number(Buffer.from(await read(0, 8)).readBigUInt64LE());
      return length <= 16 * 1024 * 1024 ? metadataOf(await read(0, 8 + length))?.['about'] : undefined;
    });
  } catch {
    return undefined;
  }
}

function metadataOf(bytes: Uint8Array): Record<string, string> | undefined {
  try {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    if (length > bytes.length - 8) return undefined;
    const header = parseJson(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    const shape = v.object({ __metadata__: v.record(v.string(), v.string()) });
    const found = check(shape, header);
    return found.success ? found.output.__metadata__ : undefined;
  } catch {
    return undefined;
  }
}

function fail(name: string, reason: string): never {
  throw broken(name, reason);
}

function broken(name: string, reason: string): BabelscopeError {
  return new BabelscopeError(
    'atlas-broken',
    `The contexts in ${basename(name)} cannot be read: ${reason}. Delete the file, or count the atlas again.`,
  );
}
