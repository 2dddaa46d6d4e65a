import { ProgressLocation } from 'vscode';
import { showProgress } from '../../dialogs';
import { findCorpora } from '../../../corpus/find';
import { askLanguages, choicesOf, type LanguageCheck } from './languages';
import type { Texts } from './texts';

/**
 * Finds the languages in a folder, looks whether its texts are in them, and lets a person confirm.
 *
 * @returns undefined where nobody wanted it
 * @throws BabelscopeError `corpus-unusable`
 */
export async function askCorpora(
  { folder, name }: Texts,
  check: LanguageCheck,
  least: number,
  title: string,
): Promise<{ language: string; files: string[] }[] | undefined> {
  const looking = { location: ProgressLocation.Notification, title: `Looking at the texts in ${name}` };
  const { found, choices } = await showProgress(looking, async () => {
    const found = await findCorpora(folder, least);
    return { found, choices: await choicesOf(found, check) };
  });
  const corpora = await askLanguages(found, choices, least, title);
  return corpora?.map(({ language, files }) => ({ language, files }));
}
