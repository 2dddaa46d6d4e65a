import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { graphFiles } from './graphs';

/** One exported graph of a model folder, as names and sizes tell of it: nothing is opened. */
export interface GraphFile {
  /** Absolute. */
  file: string;
  /** As its name tells it: `fp16`, `q4`, …; undefined where that does not. */
  precision: string | undefined;
  /** Of the graph and the weights that lie beside it under its name. */
  bytes: number;
}

const precisions = /(?:^|[._-])(fp32|fp16|bf16|q4f16|q4|int4|int8|uint8|bnb4|quantized|q8)(?=[._-]|$)/i;

/** The precision that the name of a graph speaks of, for those not opened yet; `precisionOf` reads it from the graph. */
export function saidPrecision(file: string): string | undefined {
  const said = precisions.exec(basename(file).replace(/\.onnx$/, ''))?.[1].toLowerCase();
  return said === 'quantized' ? 'int8' : said;
}

/** Whether a file holds weights of the graph: `model.onnx_data`, `model.onnx_data_1`, `model.onnx.data`. */
export function isDataOf(graph: string, file: string): boolean {
  return file.startsWith(graph) && /^(_data(_\d+)?|\.data(\.\d+)?)$/.test(file.slice(graph.length));
}

/** The graphs of a model folder, the one to use first in front. */
export async function measureGraphs(folder: string): Promise<GraphFile[]> {
  return Promise.all((await graphFiles(folder).catch(() => [])).map(measured));
}

/** The model folder that a graph belongs to: the one above where it lies in `onnx/`. */
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
