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
  return { name, folder, atlas: atlasIn(folder), origin: 'bundled' };
}

/**
 * A model in a folder of a person's own, with the atlas that lies beside it.
 *
 * @throws BabelscopeError `model-missing`, `model-broken` or `tokenizer-broken` when it is no usable model folder.
 */
export async function modelAt(folder: string): Promise<ModelReference> {
  await readModelFolder(folder);
  return { name: basename(folder), folder, atlas: atlasIn(folder), origin: 'folder' };
}

/** The atlas that lies in a model's folder; the first by name where there are several. */
function atlasIn(folder: string): string | undefined {
  const name = readdirSync(folder)
    .filter((file) => file.endsWith(atlasEnding))
    .sort()[0];
  return name && join(folder, name);
}
