import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep, win32 } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { byteLength } from './elements';
import { GraphError } from './error';
import { otherThanFile } from '../input/kind';
import { StringStringEntryProtoSchema, TensorProto_DataLocation as Location } from './onnx_pb';
import type { TensorProto } from './onnx_pb';
import type { LeftOut } from './skeleton';

/** Where the weights of a model are. */
export interface Weights {
  /** The folder that every `location` in the graph is relative to; real, without links. */
  folder: string;
  /** The files that hold weights: real path and size in bytes, in the order the graph names them. */
  files: { path: string; size: number }[];
}

interface Stored {
  tensor: TensorProto;
  path: string;
  offset: number;
  length: number;
}

/**
 * Points every large tensor at the file and offset that hold it, relative to one common folder.
 *
 * onnxruntime refuses data outside the folder it is given, links included, and the Hugging Face cache is made
 * of links: `snapshots/<revision>/model.onnx_data` → `blobs/<hash>`. So the real files are looked up here and
 * the folder is their common root.
 * @throws GraphError `weights-missing`, `weights-outside`, `truncated` or `malformed`, naming file or tensor
 */
export async function locateWeights(
  file: string,
  tensors: TensorProto[],
  leftOut: LeftOut[],
): Promise<Weights> {
  const realFile = await realpath(file);
  const roots = [await realpath(dirname(file)), dirname(realFile), ...cacheFolders(file)];
  const files = new Map<string, { path: string; size: number }>();
  const stored: Stored[] = [];

  for (const tensor of tensors) {
    if (tensor.dataLocation !== Location.EXTERNAL) continue;
    const entry = readEntry(tensor);
    let data = files.get(entry.location);
    if (!data) {
      data = await findFile(file, entry.location, roots);
      files.set(entry.location, data);
    }
    if (entry.offset + entry.length > data.size) {
      throw new GraphError(
        'truncated',
        `The weights file ${entry.location} has ${data.size} bytes, but “${tensor.name}” needs ${entry.offset + entry.length}. Download or copy it again.`,
      );
    }
    stored.push({ tensor, path: data.path, offset: entry.offset, length: entry.length });
  }
  for (const { tensor, offset, length } of leftOut) {
    const expected = byteLength(tensor.dataType, tensor.dims);
    if (expected !== length) throw lying(tensor, length);
    stored.push({ tensor, path: realFile, offset, length });
  }
  if (leftOut.length > 0) files.set(basename(file), { path: realFile, size: (await stat(realFile)).size });

  const folder = commonFolder([...files.values()].map(({ path }) => dirname(path))) ?? dirname(realFile);
  for (const { tensor, path, offset, length } of stored) {
    tensor.dataLocation = Location.EXTERNAL;
    tensor.externalData = Object.entries({
      location: relative(folder, path).split(sep).join(posix.sep),
      offset: String(offset),
      length: String(length),
    }).map(([key, value]) => create(StringStringEntryProtoSchema, { key, value }));
  }
  return { folder, files: [...files.values()] };
}

function readEntry(tensor: TensorProto): { location: string; offset: number; length: number } {
  const entry = Object.fromEntries(tensor.externalData.map(({ key, value }) => [key, value]));
  const expected = byteLength(tensor.dataType, tensor.dims);
  const offset = Number(entry.offset ?? 0);
  const length = entry.length === undefined ? (expected ?? -1) : Number(entry.length);
  if (!entry.location) throw misplaced(tensor, 'in a file without a name');
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw misplaced(tensor, `at the offset ${JSON.stringify(entry.offset.slice(0, 40))}, which is none`);
  if (length !== expected) throw lying(tensor, length);
  return { location: entry.location, offset, length };
}

async function findFile(
  file: string,
  location: string,
  roots: string[],
): Promise<{ path: string; size: number }> {
  const folder = dirname(file);
  const path = resolve(folder, location);
  const outside = new GraphError(
    'weights-outside',
    `The model names the weights file ${JSON.stringify(location)}, which is outside its folder ${folder}. Put both into one folder, without links that leave it.`,
  );
  if (isAbsolute(location) || win32.isAbsolute(location) || location.includes('\0')) throw outside;
  if (!isInside(resolve(folder), path)) throw outside;
  const missing = (what: string, cause?: unknown) =>
    new GraphError(
      'weights-missing',
      `The model keeps its weights in ${location}, which is ${what}. Put that file next to the model.`,
      { cause },
    );
  let real: string;
  try {
    real = await realpath(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw missing(code === 'ELOOP' ? 'a link to itself' : `not in ${folder}`, cause);
  }
  if (!roots.some((root) => isInside(root, real))) throw outside;
  const found = await stat(real);
  const other = otherThanFile(found);
  if (other !== undefined) throw missing(`no file, but ${other}`);
  return { path: real, size: found.size };
}

/** `…/models--org--name/snapshots/<revision>/…` may link into `…/models--org--name/blobs`. */
function cacheFolders(file: string): string[] {
  const parts = resolve(file).split(sep);
  const at = parts.lastIndexOf('snapshots');
  if (at < 1 || !parts[at - 1].startsWith('models--')) return [];
  return [join(parts.slice(0, at).join(sep), 'blobs')];
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function commonFolder(folders: string[]): string | undefined {
  if (folders.length === 0) return undefined;
  return folders.reduce((common, folder) => {
    let root = common;
    while (root !== folder && !isInside(root, folder) && dirname(root) !== root) root = dirname(root);
    return root;
  });
}

function misplaced(tensor: TensorProto, where: string): GraphError {
  return new GraphError(
    'malformed',
    `The model keeps the weight “${tensor.name}” ${where}. Download or export the model again.`,
  );
}

function lying(tensor: TensorProto, length: number): GraphError {
  return new GraphError(
    'malformed',
    `The weight “${tensor.name}” claims the shape [${tensor.dims.slice(0, 8).join(', ')}], but its data does not fit it (${length} bytes). Download or export the model again.`,
  );
}
