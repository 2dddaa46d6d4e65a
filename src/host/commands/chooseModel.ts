import { basename } from 'node:path';
import { QuickPickItemKind, type QuickPickItem, ThemeIcon } from 'vscode';
import { createPicker } from '../dialogs';
import type { Babelscope } from '../babelscope';
import { settingKeys } from '../../app/identifiers';
import { bundledName } from '../models';
import { readSettings, writeSetting } from '../settings';
import { addModelFolder } from './addModelFolder';

interface Choice extends QuickPickItem {
  run?: () => Promise<void>;
  /** Removes the choice from the list; its files stay. */
  remove?: () => Promise<void>;
}

const removal = { iconPath: new ThemeIcon('close'), tooltip: 'Remove from this list' };

/** Picks the model to use: the bundled one, one of the folders in the settings, or a new folder. */
export async function chooseModel(babelscope: Babelscope): Promise<void> {
  const choice = await pick(() => choicesFor(babelscope));
  await choice?.run?.();
}

function choicesFor(babelscope: Babelscope): Choice[] {
  const { model, modelFolders } = readSettings();
  const folders = [...new Set(model === '' ? modelFolders : [...modelFolders, model])];
  return [
    {
      iconPath: new ThemeIcon('telescope'),
      label: `${bundledName(babelscope.context.extensionPath)}`,
      description: inUse(model === '', 'comes with Babelscope'),
      run: () => writeSetting(settingKeys.model, undefined),
    },
    ...folders.map((folder) => ({
      iconPath: new ThemeIcon('folder'),
      label: `${basename(folder)}`,
      description: inUse(folder === model, ''),
      detail: folder,
      buttons: [removal],
      run: () => writeSetting(settingKeys.model, folder),
      remove: async () => {
        if (folder === model) await writeSetting(settingKeys.model, undefined);
        const kept = modelFolders.filter((other) => other !== folder);
        await writeSetting(settingKeys.modelFolders, kept.length > 0 ? kept : undefined);
      },
    })),
    { label: '', kind: QuickPickItemKind.Separator },
    { iconPath: new ThemeIcon('add'), label: 'Add Model Folder…', run: () => addModelFolder(babelscope) },
  ];
}

/** A quick pick whose items can be removed; it then shows the remaining ones. */
function pick(choices: () => Choice[]): Promise<Choice | undefined> {
  const quickPick = createPicker<Choice>();
  quickPick.title = 'Model that Babelscope uses';
  quickPick.matchOnDetail = true;
  quickPick.offer(choices());
  return new Promise((resolve) => {
    quickPick.onDidTriggerItemButton(async ({ item }) => {
      await item.remove?.();
      quickPick.offer(choices());
    });
    quickPick.onDidAccept(() => {
      resolve(quickPick.selectedItems[0]);
      quickPick.hide();
    });
    quickPick.onDidHide(() => {
      resolve(undefined);
      quickPick.dispose();
    });
    quickPick.show();
  });
}

function inUse(yes: boolean, otherwise: string): string {
  return [otherwise, yes ? 'in use' : ''].filter(Boolean).join(' · ');
}
