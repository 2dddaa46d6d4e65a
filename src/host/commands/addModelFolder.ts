import { window } from 'vscode';
import { toFailure } from '../../protocol/failure';
import type { Babelscope } from '../babelscope';
import { settingKeys } from '../identifiers';
import { trustedModel } from '../models';
import { notify } from '../notices';
import { readSettings, writeSetting } from '../settings';

/** Asks for a folder, looks whether it holds a model, and takes it into use. */
export async function addModelFolder(babelscope: Babelscope): Promise<void> {
  const [folder] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: 'Add Model',
      title: 'A folder with an ONNX model in Hugging Face layout',
    })) ?? [];
  if (!folder) return;
  try {
    const model = await trustedModel(folder.fsPath);
    const { modelFolders } = readSettings();
    if (!modelFolders.includes(model.folder))
      await writeSetting(settingKeys.modelFolders, [...modelFolders, model.folder]);
    await writeSetting(settingKeys.model, model.folder);
  } catch (error) {
    const failure = toFailure(error);
    babelscope.log.warn(`${failure.code}: ${failure.message}`);
    notify(failure);
  }
}
