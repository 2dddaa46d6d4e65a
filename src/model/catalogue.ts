import { readdir } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ModelReference } from './reference';
import { readModelFolder } from './folder';

const atlasEnding = '.lape.safetensors';

/** The model that comes with Babelscope. `root` is the extension's folder. */
export function bundledModel(root: string): ModelReference {
  const models = join(root, 'media', 'models');
  const name = readdirSync(models, { withFileTypes: true }).find((entry) => entry.isDirectory())?.name;
  if (!name) throw new Error(`No model in ${models}: the package is incomplete.`);
  const folder = join(models, name);
  const atlas = readdirSync(folder).find((file) => file.endsWith(atlasEnding));
  return { name, folder, atlas: atlas && join(folder, atlas), origin: 'bundled' };
}

/**
 * A model in a folder of a person's own, with the atlas that lies beside it.
 *
 * @throws BabelscopeError `model-missing`, `model-broken` or `tokenizer-broken` when it is no usable model folder.
 */
export async function modelAt(folder: string): Promise<ModelReference> {
  await readModelFolder(folder);
  const atlas = (await readdir(folder)).filter((file) => file.endsWith(atlasEnding)).sort()[0];
  return { name: basename(folder), folder, atlas: atlas && join(folder, atlas), origin: 'folder' };
}
