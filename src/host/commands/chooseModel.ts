import { basename } from 'node:path';
import { QuickPickItemKind, type QuickPickItem, window } from 'vscode';
import type { Babelscope } from '../babelscope';
import { settingKeys } from '../identifiers';
import { bundledName } from '../models';
import { readSettings, writeSetting } from '../settings';
import { addModelFolder } from './addModelFolder';

interface Choice extends QuickPickItem {
  run?: () => Promise<void>;
}

/** Picks the model in use: the bundled one, one of the folders in the settings, or a new folder. */
export async function chooseModel(babelscope: Babelscope): Promise<void> {
  const { model, modelFolders } = readSettings();
  const folders = [...new Set(model === '' ? modelFolders : [...modelFolders, model])];
  const choices: Choice[] = [
    {
      label: `$(telescope) ${bundledName(babelscope.context.extensionPath)}`,
      description: inUse(model === '', 'comes with Babelscope'),
      run: () => writeSetting(settingKeys.model, undefined),
    },
    ...folders.map((folder) => ({
      label: `$(folder) ${basename(folder)}`,
      description: inUse(folder === model, ''),
      detail: folder,
      run: () => writeSetting(settingKeys.model, folder),
    })),
    { label: '', kind: QuickPickItemKind.Separator },
    { label: '$(add) Add Model Folder…', run: () => addModelFolder(babelscope) },
  ];
  const choice = await window.showQuickPick(choices, {
    title: 'Model that Babelscope inspects with',
    matchOnDetail: true,
  });
  await choice?.run?.();
}

function inUse(yes: boolean, otherwise: string): string {
  return [otherwise, yes ? 'in use' : ''].filter(Boolean).join(' · ');
}
