import { ProgressLocation, window } from 'vscode';
import { showProgress } from '../dialogs';
import { toFailure } from '../../rpc/failure';
import type { Babelscope } from '../babelscope';
import { settingKeys } from '../../app/identifiers';
import { trustedModel } from '../models';
import { notify } from '../notices';
import { readSettings, writeSetting } from '../settings';
import { signalOf } from '../signal';

/** Asks for a folder, opens the model in it, and makes it the model in use if it opens. */
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
    await showProgress(
      { location: ProgressLocation.Notification, title: `Opening ${model.name}`, cancellable: true },
      (_, token) => babelscope.open(model, signalOf(token)),
    );
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
