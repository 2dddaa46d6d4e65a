import { access, constants } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type QuickPickItem, Uri, window, workspace, ThemeIcon } from 'vscode';
import { pick } from '../../dialogs';
import { unwritable } from '../../../files/atomic';
import { makeFolder } from '../../../files/folder';
import type { ModelReference } from '../../../model/reference';
import { freeName, withEnding } from '../../../app/tasks/result-name';
import type { Texts } from './texts';

export interface ResultKind {
  /** Including its dot: `.lape.safetensors`. */
  ending: string;
  /** For dialogs. */
  label: string;
  /** Whether it is found automatically in the model's folder. */
  isFoundAtModel: boolean;
}

interface Place extends QuickPickItem {
  folder?: string;
}

/**
 * Asks where to save a run's result. Only writable folders are offered, and never that of the bundled model,
 * which an update would empty.
 *
 * @param storage a folder of our own
 * @returns absolute path; not used by any result or unfinished run yet, unless the user picked it explicitly
 * @throws BabelscopeError `storage-unwritable` if the folder is not writable
 */
export async function askPlace(
  { texts, model, storage }: { texts: Texts; model: ModelReference; storage: string },
  kind: ResultKind,
  title: string,
): Promise<string | undefined> {
  const name = `${texts.isSample ? 'sample' : texts.name}.${model.name}`;
  const places = await offered(texts, model, storage, kind);
  const elsewhere: Place = { iconPath: new ThemeIcon('save-as'), label: 'Elsewhere…' };
  const answer = await pick([...places, elsewhere], { title, ignoreFocusOut: true });
  if (!answer) return undefined;
  if (answer.folder !== undefined) {
    await makeFolder(answer.folder).catch((error: unknown) => {
      throw unwritable(answer.folder ?? '', error);
    });
    return freeName(answer.folder, name, kind.ending);
  }
  const target = await window.showSaveDialog({
    defaultUri: Uri.file(join(places[0]?.folder ?? storage, name + kind.ending)),
    filters: { [kind.label]: [kind.ending.split('.').pop() ?? ''] },
    title: `Save ${kind.label.toLowerCase()} as`,
  });
  if (target?.scheme !== 'file') return undefined;
  const file = withEnding(target.fsPath, kind.ending);
  await expectWritable(dirname(file));
  return file;
}

/** @throws BabelscopeError `storage-unwritable` */
async function expectWritable(folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    throw unwritable(folder, error);
  }
}

async function offered(
  texts: Texts,
  model: ModelReference,
  storage: string,
  { isFoundAtModel }: ResultKind,
): Promise<Place[]> {
  const [open] = workspace.workspaceFolders ?? [];
  const candidates: Place[] = [
    ...(texts.isSample
      ? []
      : [{ iconPath: new ThemeIcon('files'), label: 'Beside the texts', folder: dirname(texts.folder) }]),
    ...(isFoundAtModel && model.origin === 'folder'
      ? [
          {
            iconPath: new ThemeIcon('telescope'),
            label: 'In the model’s folder',
            folder: model.folder,
            detail: 'Babelscope finds it there by itself, if it is the first by name.',
          },
        ]
      : []),
    ...(open?.uri.scheme === 'file'
      ? [{ iconPath: new ThemeIcon('root-folder'), label: 'In the open folder', folder: open.uri.fsPath }]
      : []),
  ];
  const writable = await Promise.all(
    candidates.map(({ folder = '' }) => access(folder, constants.W_OK).then(yes, no)),
  );
  const places = candidates.filter((_, i) => writable[i]);
  const ours: Place = {
    iconPath: new ThemeIcon('archive'),
    label: 'In Babelscope’s own storage',
    folder: join(storage, 'results'),
  };
  return [...places, ours]
    .filter((place, i, all) => all.findIndex(({ folder }) => folder === place.folder) === i)
    .map((place) => ({ ...place, description: basename(place.folder ?? '') && place.folder }));
}

const yes = () => true;
const no = () => false;
