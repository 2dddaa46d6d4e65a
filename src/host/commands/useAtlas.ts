import { basename } from 'node:path';
import { ProgressLocation, type QuickPickItem, Uri, ThemeIcon, window } from 'vscode';
import { pick, showBriefly, showProgress } from '../dialogs';
import type { Babelscope } from '../babelscope';
import { atlasKey, currentModel, modelAsItLies } from '../models';
import { settingKeys } from '../../app/identifiers';
import { readSettings, writeSetting } from '../settings';

/**
 * Uses an atlas with the model in use, once the model has opened with it.
 *
 * @param chosen a `*.lape.safetensors`; without it the user chooses
 * @param of the model that the atlas was counted on, as named by `atlasKey`; if another model is in use by
 * now, the atlas is set for the named one
 * @throws BabelscopeError `atlas-other-model`, `atlas-broken`, …: the previous atlas then stays in use
 */
export async function useAtlas(babelscope: Babelscope, chosen?: unknown, of?: unknown): Promise<void> {
  const { context } = babelscope;
  const model = await modelAsItLies(context.extensionPath);
  const target = chosen instanceof Uri ? chosen : await askAtlas(babelscope);
  if (!target) return;
  const { atlases } = readSettings();
  const key = typeof of === 'string' ? of : atlasKey(model);
  const rest = Object.fromEntries(Object.entries(atlases).filter(([one]) => one !== key));
  if (target === 'own') {
    await writeSetting(settingKeys.atlases, Object.keys(rest).length > 0 ? rest : undefined);
    return;
  }
  const atlas = target.fsPath;
  if (key === atlasKey(model)) {
    const title = `Opening ${model.name} with ${basename(atlas)}`;
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    await showProgress(options, (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return babelscope.open({ ...model, atlas }, abort.signal).catch(async (error: unknown) => {
        // The previous atlas stays in use, and the model is loaded with it again.
        const before = await currentModel(context.extensionPath);
        void babelscope.open(before, new AbortController().signal).catch(() => undefined);
        throw error;
      });
    });
  }
  await writeSetting(settingKeys.atlases, { ...rest, [key]: atlas });
  showBriefly('check', `${basename(atlas)} is in use`);
}

async function askAtlas({ context }: Babelscope): Promise<Uri | 'own' | undefined> {
  const { name, atlas } = await currentModel(context.extensionPath);
  const file: QuickPickItem = {
    iconPath: new ThemeIcon('folder-opened'),
    label: 'Choose Atlas…',
    detail: 'A file *.lape.safetensors',
  };
  const own: QuickPickItem = {
    iconPath: new ThemeIcon('telescope'),
    label: 'The atlas that lies with the model',
    detail: atlas === undefined ? 'There is none in use now' : `In use now: ${atlas}`,
  };
  const answer = await pick([file, own], { title: `Atlas for ${name}` });
  if (answer !== file) return answer && 'own';
  const [chosen] =
    (await window.showOpenDialog({
      filters: { 'Neuron atlas': ['safetensors'] },
      openLabel: 'Use This Atlas',
      title: `A neuron atlas of ${name}`,
    })) ?? [];
  return chosen;
}
