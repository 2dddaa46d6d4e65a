import { basename, relative } from 'node:path';
import { commands, env, Uri } from 'vscode';
import { pick, showInformation, showWarning } from '../dialogs';
import { addedFiles, removeDownload } from '../../model/hub/download';
import { toFailure } from '../../rpc/failure';
import { formatBytes, someOf } from '../../view/format';
import type { Babelscope } from '../babelscope';
import type { Entry } from '../catalogue/catalogue';
import { settingKeys } from '../../app/identifiers';
import { trustedModel } from '../models';
import { notify } from '../notices';
import { readSettings, writeSetting } from '../settings';

/** Makes a model the one in use; if its folder holds several graphs, the user chooses. */
export async function useModel(babelscope: Babelscope, entry: Entry): Promise<void> {
  if (entry.origin === 'bundled') return writeSetting(settingKeys.model, undefined);
  const path = await chooseGraph(entry);
  if (path === undefined) return;
  try {
    await trustedModel(path);
    await writeSetting(settingKeys.model, path);
  } catch (error) {
    const failure = toFailure(error);
    babelscope.log.warn(`${failure.code}: ${failure.message}`);
    notify(failure);
  }
}

/** The folder, or one of its graphs; undefined if the user cancelled. */
async function chooseGraph({ folder, graphs, name }: Entry): Promise<string | undefined> {
  if (graphs.length < 2) return folder;
  const items = graphs.map(({ file, precision, bytes }) => ({
    label: precision ?? basename(file, '.onnx'),
    description: `${formatBytes(bytes)} · ${relative(folder, file)}`,
    file,
  }));
  const chosen = await pick(items, {
    title: `Which graph of ${name}?`,
    matchOnDescription: true,
  });
  return chosen?.file;
}

/** Ends the model's engine and frees its memory; the next use starts it again. */
export function unloadModel(babelscope: Babelscope, entry: Entry): void {
  babelscope.unload(entry.folder);
}

export async function revealModel(_: Babelscope, { folder, graph }: Entry): Promise<void> {
  const file = Uri.file(graph?.file ?? folder);
  try {
    await commands.executeCommand('revealFileInOS', file);
  } catch {
    // VS Code in a browser has no file manager.
    void showInformation(`The model lies in ${folder}.`);
  }
}

export async function copyModelPath(_: Babelscope, { folder, path }: Entry): Promise<void> {
  await env.clipboard.writeText(path.endsWith('.onnx') ? path : folder);
}

/** Removes a folder from the list; deletes a download once the user has confirmed. */
export async function removeModel(babelscope: Babelscope, entry: Entry): Promise<void> {
  const { folder, name, origin, inUse, graphs } = entry;
  if (origin === 'bundled') return;
  if (origin === 'downloaded') {
    const bytes = graphs.reduce((sum, graph) => sum + graph.bytes, 0);
    const yes = 'Delete';
    const added = await addedFiles(folder);
    const more = added.length > 0 ? `\nDeleted with it: ${someOf(added)}.` : '';
    const answer = await showWarning(
      `Delete the downloaded model ${name}?`,
      { modal: true, detail: `${formatBytes(bytes)} in ${folder}.${more}` },
      yes,
    );
    if (answer !== yes) return;
  }
  if (inUse) await writeSetting(settingKeys.model, undefined);
  const { modelFolders } = readSettings();
  const kept = modelFolders.filter((other) => other !== folder && other !== entry.path);
  if (kept.length < modelFolders.length)
    await writeSetting(settingKeys.modelFolders, kept.length > 0 ? kept : undefined);
  babelscope.unload(folder);
  if (origin === 'downloaded') await removeDownload(folder);
  babelscope.models.refresh();
}
