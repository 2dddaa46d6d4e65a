import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BabelscopeError } from '../rpc/failure';
import { findModelFiles } from './folder';
import { folderOfGraph, saidPrecision } from './graph-files';
import { modelName } from './layout';
import type { ModelReference } from './reference';

const atlasEnding = '.lape.safetensors';

/**
 * The bundled model.
 *
 * @param root the extension's folder
 * @throws BabelscopeError `model-missing` if the installation is incomplete
 */
export function bundledModel(root: string): ModelReference {
  const models = join(root, 'media', 'models');
  const entries = existsSync(models) ? readdirSync(models, { withFileTypes: true }) : [];
  const name = entries.find((entry) => entry.isDirectory())?.name;
  if (!name) {
    throw new BabelscopeError(
      'model-missing',
      'The model that comes with Babelscope is missing. Install the extension again.',
    );
  }
  const folder = join(models, name);
  return { name, folder, atlas: atlasIn(folder), origin: 'bundled' };
}

/** The name for the model at a path, a folder or a graph, before it is read. */
export function nameAt(path: string): string {
  if (!path.endsWith('.onnx')) return modelName(path);
  return `${modelName(folderOfGraph(path))} · ${saidPrecision(path) ?? basename(path, '.onnx')}`;
}

/**
 * A model in one of the user's folders, with the atlas beside it. Only file names are checked: the engine
 * judges what is in the files.
 *
 * @param path the folder, or one of the graphs in it
 * @throws BabelscopeError `model-missing`, `model-broken` or `tokenizer-broken` if a file is missing
 */
export async function modelAt(path: string): Promise<ModelReference> {
  const name = nameAt(path);
  if (!path.endsWith('.onnx')) {
    await findModelFiles(path);
    return { name, folder: path, atlas: atlasIn(path), origin: 'folder' };
  }
  const folder = folderOfGraph(path);
  await findModelFiles(folder);
  if (!existsSync(path))
    throw new BabelscopeError('model-missing', `There is no graph ${path}. Choose another model.`);
  return { name, folder, graph: path, atlas: atlasIn(folder, basename(path, '.onnx')), origin: 'folder' };
}

/** The atlas in a model's folder: the one named after the graph, or else the first by name. */
function atlasIn(folder: string, graph?: string): string | undefined {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(atlasEnding))
    .sort();
  const name = names.find((file) => file === `${graph}${atlasEnding}`) ?? names[0];
  return name && join(folder, name);
}
