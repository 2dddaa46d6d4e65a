import { type QuickPickItem, ThemeIcon } from 'vscode';
import { pick } from '../../dialogs';
import type { Corpus, FoundCorpora } from '../../../corpus/find';
import { isMixed } from '../../../text/language-shares';
import { toFailure } from '../../../rpc/failure';
import { describeLanguage } from '../../../text/language';
import type { CorpusCheck } from '../../../app/identifier/identifier';
import { formatAmount, formatBytes, someOf } from '../../../view/format';

/** A language in the list, with what the user should know about its texts before using them. */
export interface LanguageChoice extends QuickPickItem {
  corpus: Corpus;
  /** Many of its documents read as another language. */
  isMixed: boolean;
}

export interface LanguageCheck {
  corpusCheck(language: string, files: readonly string[]): Promise<CorpusCheck>;
}

/** @param least number of languages: a comparison needs two */
export async function askLanguages(
  { unnamed, unread }: FoundCorpora,
  choices: LanguageChoice[],
  least: number,
  title: string,
): Promise<LanguageChoice[] | undefined> {
  const left = [
    unnamed.length > 0 ? ` Left out, as their names tell no language: ${someOf(unnamed)}.` : '',
    unread.length > 0 ? ` Left out, as such files are not read: ${someOf(unread)}.` : '',
  ].join('');
  let advice = 'Which languages?';
  for (;;) {
    const chosen: LanguageChoice[] | undefined = await pick(choices, {
      title,
      placeHolder: `${advice}${left}`,
      canPickMany: true,
      matchOnDescription: true,
      ignoreFocusOut: true,
    });
    if (!chosen) return undefined;
    if (chosen.length >= least) return chosen;
    advice = least === 1 ? 'Choose at least one.' : 'LAPE compares languages: choose at least two.';
    const picked = new Set(chosen.map(({ corpus }) => corpus));
    for (const choice of choices) choice.picked = picked.has(choice.corpus);
  }
}

/** Checks each language's texts. One that cannot be read is not picked, and says why. */
export async function choicesOf(found: FoundCorpora, check: LanguageCheck): Promise<LanguageChoice[]> {
  const choices: LanguageChoice[] = [];
  for (const corpus of found.corpora) {
    const { language, files, bytes } = corpus;
    const choice: LanguageChoice = {
      corpus,
      label: describeLanguage(language).name,
      description: `${language} · ${formatAmount(files.length, 'file')} · ${formatBytes(bytes)}`,
      picked: true,
      isMixed: false,
    };
    try {
      const { own, warning } = await check.corpusCheck(language, files);
      choice.isMixed = isMixed({ own });
      if (own !== null) choice.description += ` · ${Math.floor(100 * own)} % read as ${choice.label}`;
      if (warning !== undefined)
        Object.assign(choice, { iconPath: new ThemeIcon('warning'), detail: warning });
    } catch (error) {
      const { message } = toFailure(error);
      Object.assign(choice, { iconPath: new ThemeIcon('error'), detail: message, picked: false });
    }
    choices.push(choice);
  }
  return choices;
}
