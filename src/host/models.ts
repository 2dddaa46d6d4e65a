import { basename, join, relative, isAbsolute } from 'node:path';
import { workspace } from 'vscode';
import { homeFolder } from '../files/home';
import { bundledModel, modelAt, nameAt } from '../model/catalogue';
import type { ModelReference } from '../model/reference';
import { BabelscopeError } from '../rpc/failure';
import { readSettings } from './settings';

/**
 * The model in the settings, checked, with the atlas set for it, or else the one in its folder.
 * @throws BabelscopeError `untrusted`, `model-missing`, …
 */
export async function currentModel(root: string): Promise<ModelReference> {
  const model = await modelAsItLies(root);
  const chosen = readSettings().atlases[atlasKey(model)];
  return chosen === undefined ? model : { ...model, atlas: expandHome(chosen) };
}

/**
 * The model's key in the settings. The bundled one goes by name, since its path changes with every update.
 */
export function atlasKey({ origin, name, folder }: ModelReference): string {
  return origin === 'bundled' ? name : folder;
}

/** The model in the settings, with the atlas in its folder. */
export async function modelAsItLies(root: string): Promise<ModelReference> {
  const { model } = readSettings();
  return model === '' ? bundledModel(root) : trustedModel(model);
}

/** A model folder, if its workspace is trusted. Nothing is read from an untrusted one. */
export async function trustedModel(folder: string): Promise<ModelReference> {
  const path = expandHome(folder);
  if (!workspace.isTrusted && liesInWorkspace(path))
    throw new BabelscopeError(
      'untrusted',
      `The model ${basename(path)} belongs to this workspace, which is not trusted. ` +
        'Trust the workspace, or choose another model.',
    );
  // Checked again each time: an atlas may have been counted since.
  return modelAt(path);
}

/** The name of the current model, before it is read. */
export function currentModelName(root: string): string {
  const { model } = readSettings();
  return model === '' ? bundledName(root) : nameAt(model);
}

let bundled: string | undefined;

/** `no model` if the package is incomplete, which the first inspection explains in full. */
export function bundledName(root: string): string {
  try {
    bundled ??= bundledModel(root).name;
    return bundled;
  } catch {
    return 'no model';
  }
}

export function expandHome(folder: string): string {
  const home = homeFolder();
  return home !== undefined && (folder === '~' || folder.startsWith('~/'))
    ? join(home, folder.slice(1))
    : folder;
}

export function liesInWorkspace(path: string): boolean {
  return (workspace.workspaceFolders ?? []).some(({ uri }) => {
    if (uri.scheme !== 'file') return false;
    const inside = relative(uri.fsPath, path);
    return !inside.startsWith('..') && !isAbsolute(inside);
  });
}
