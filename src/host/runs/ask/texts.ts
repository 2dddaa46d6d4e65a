import { basename, join } from 'node:path';
import { type QuickPickItem, type Uri, ThemeIcon, window } from 'vscode';
import { pick } from '../../dialogs';
import { BabelscopeError } from '../../../rpc/failure';

/** A folder of texts to run over. */
export interface Texts {
  /** Absolute. */
  folder: string;
  /** Display name. */
  name: string;
  /** It is bundled with Babelscope. */
  isSample: boolean;
}

/** Which part of the sample: the texts to count, or those held out from counting. */
export type SamplePart = 'texts' | 'held-out';

/** Asks for a folder of texts; the bundled sample is one of the answers. */
export async function askTexts(root: string, part: SamplePart, title: string): Promise<Texts | undefined> {
  const own: QuickPickItem = {
    iconPath: new ThemeIcon('folder-opened'),
    label: 'Choose Folder…',
    detail: 'A file or a folder of files for each language: en.txt, fr.jsonl.gz, zh.parquet, de/…',
  };
  const bundled: QuickPickItem = {
    iconPath: new ThemeIcon('beaker'),
    label: 'The sample that comes with Babelscope',
    detail:
      part === 'texts'
        ? 'Ten languages, to see how it goes. It is small, so what comes out is uncertain.'
        : 'Ten languages, paragraphs that are not among the texts for counting.',
  };
  const answer = await pick([own, bundled], { title, ignoreFocusOut: true });
  if (!answer) return undefined;
  if (answer === bundled) return sampleTexts(root, part);
  const [folder] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: 'Use These Texts',
      title: 'A folder with texts in two languages or more',
    })) ?? [];
  return folder && textsAt(folder);
}

/** @param root of the extension */
function sampleTexts(root: string, part: SamplePart): Texts {
  return { folder: join(root, 'media', 'corpora', part), name: 'the sample', isSample: true };
}

/** @throws BabelscopeError `corpus-unusable` for a folder that the engine cannot access */
export function textsAt(folder: Uri): Texts {
  if (folder.scheme !== 'file')
    throw new BabelscopeError(
      'corpus-unusable',
      'This folder is not on the disk of the machine that runs the model. Copy the texts there, and try again.',
    );
  return { folder: folder.fsPath, name: basename(folder.fsPath), isSample: false };
}
