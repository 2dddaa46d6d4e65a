import { type QuickPickItem, ThemeIcon } from 'vscode';
import { someOf } from '../../../view/format';
import { pick } from '../../dialogs';

interface Answer extends QuickPickItem {
  drops: boolean;
}

/**
 * Asks what to do with documents that read as another language than their file's.
 *
 * @param languages names of those with many such documents
 * @returns whether to leave them out; undefined if the user cancelled
 */
export async function askForeign(languages: readonly string[], title: string): Promise<boolean | undefined> {
  const answers: Answer[] = [
    {
      drops: true,
      label: 'Leave Those Documents Out',
      detail: 'In every language: what surely reads as another one.',
      iconPath: new ThemeIcon('circle-slash'),
    },
    { drops: false, label: 'Use All Documents', iconPath: new ThemeIcon('files') },
  ];
  const answer = await pick(answers, {
    title,
    placeHolder: `Many documents are in another language than ${someOf(languages)}.`,
    ignoreFocusOut: true,
  });
  return answer?.drops;
}
