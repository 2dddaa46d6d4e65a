import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BabelscopeError } from '../protocol/failure';
import { findModelFiles } from './folder';
import type { ModelReference } from './reference';

const atlasEnding = '.lape.safetensors';

/**
 * The model that comes with Babelscope.
 *
 * @param root the extension's folder
 * @throws BabelscopeError `model-missing` when the installation is incomplete
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

/**
 * A model in a folder of a person's own, with the atlas that lies beside it. Looks at names only: what is in the files
 * is the engine's to judge.
 *
 * @throws BabelscopeError `model-missing`, `model-broken` or `tokenizer-broken` when a file is not there
 */
export async function modelAt(folder: string): Promise<ModelReference> {
  await findModelFiles(folder);
  return { name: basename(folder), folder, atlas: atlasIn(folder), origin: 'folder' };
}

/** The atlas that lies in a model's folder; the first by name where there are several. */
function atlasIn(folder: string): string | undefined {
  const name = readdirSync(folder)
    .filter((file) => file.endsWith(atlasEnding))
    .sort()[0];
  return name && join(folder, name);
}
