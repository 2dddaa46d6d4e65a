import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { graphFiles } from './graphs';

/** One exported graph of a model folder, described from names and sizes only: nothing is opened. */
export interface GraphFile {
  /** Absolute. */
  file: string;
  /** According to its name: `fp16`, `q4`, …; undefined if the name does not say. */
  precision: string | undefined;
  /** Of the graph and the weights stored under its name beside it. */
  bytes: number;
}

const precisions = /(?:^|[._-])(fp32|fp16|bf16|q4f16|q4|int4|int8|uint8|bnb4|quantized|q8)(?=[._-]|$)/i;

/** The precision in a graph's name, for graphs not opened yet; `precisionOf` reads it from the graph. */
export function saidPrecision(file: string): string | undefined {
  const said = precisions.exec(basename(file).replace(/\.onnx$/, ''))?.[1].toLowerCase();
  return said === 'quantized' ? 'int8' : said;
}

/** Whether a file holds weights of the graph: `model.onnx_data`, `model.onnx_data_1`, `model.onnx.data`. */
export function isDataOf(graph: string, file: string): boolean {
  return file.startsWith(graph) && /^(_data(_\d+)?|\.data(\.\d+)?)$/.test(file.slice(graph.length));
}

/** The graphs of a model folder, with the one to use by default first. */
export async function measureGraphs(folder: string): Promise<GraphFile[]> {
  return Promise.all((await graphFiles(folder).catch(() => [])).map(measured));
}

/** The model folder of a graph: its own folder, or the parent if that is `onnx/`. */
export function folderOfGraph(file: string): string {
  const directory = dirname(file);
  return basename(directory) === 'onnx' ? dirname(directory) : directory;
}

async function measured(file: string): Promise<GraphFile> {
  const directory = dirname(file);
  const names = await readdir(directory).catch(() => []);
  const parts = names.filter((name) => name === basename(file) || isDataOf(basename(file), name));
  const sizes = await Promise.all(
    parts.map(async (name) => (await stat(join(directory, name)).catch(() => undefined))?.size ?? 0),
  );
  return { file, precision: saidPrecision(file), bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
