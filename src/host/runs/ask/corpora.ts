import { ProgressLocation } from 'vscode';
import { expectLanguages, findCorpora } from '../../../corpus/find';
import { showProgress } from '../../dialogs';
import { askAmbiguous, type Beginnings } from './ambiguous';
import type { CountRequest } from '../../../analyses/count/declaration';
import { askForeign } from './foreign';
import { askLanguages, choicesOf, type LanguageCheck } from './languages';
import type { Texts } from './texts';

/**
 * Finds the languages in a folder, asks about texts with ambiguous names, checks that the texts are in their
 * languages, and asks the user to confirm.
 *
 * @returns undefined if the user cancelled
 * @throws BabelscopeError `corpus-unusable`
 */
export async function askCorpora(
  { folder, name }: Texts,
  check: LanguageCheck & Beginnings,
  least: number,
  title: string,
): Promise<Pick<CountRequest, 'corpora' | 'dropForeign'> | undefined> {
  const found = await askAmbiguous(await findCorpora(folder, least), check, title);
  if (!found) return undefined;
  expectLanguages(folder, found, least);
  const looking = { location: ProgressLocation.Notification, title: `Looking at the texts in ${name}` };
  const choices = await showProgress(looking, () => choicesOf(found, check));
  const chosen = await askLanguages(found, choices, least, title);
  if (!chosen) return undefined;
  const corpora = chosen.map(({ corpus: { language, files } }) => ({ language, files }));
  const mixed = chosen.filter(({ isMixed }) => isMixed).map(({ label }) => label);
  if (mixed.length === 0) return { corpora };
  const dropForeign = await askForeign(mixed, title);
  return dropForeign === undefined ? undefined : { corpora, ...(dropForeign && { dropForeign }) };
}
