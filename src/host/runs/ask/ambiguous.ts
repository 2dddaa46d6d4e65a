import { type QuickPickItem, window } from 'vscode';
import { type AmbiguousText, ambiguityOf, answered, type FoundCorpora } from '../../../corpus/find';
import { previewCorpus } from '../../../corpus/preview';
import { languageOfName } from '../../../text/file-language';
import { describeLanguage } from '../../../text/language';
import { formatAmount } from '../../../view/format';

/** UTF-16 units of a text that are shown, to tell its language by. */
const shownUnits = 120;

interface Answer extends QuickPickItem {
  means: 'language' | 'other' | 'out' | 'all out';
  language?: string;
}

/**
 * Asks for the language of each text whose name does not tell it, so that no two are taken for one.
 *
 * @returns what was found, with each of them in a language or left out; undefined where nobody answered
 */
export async function askAmbiguous(found: FoundCorpora, title: string): Promise<FoundCorpora | undefined> {
  let known = found;
  for (const [i, text] of found.ambiguous.entries()) {
    // In the list, not in the question: a longer one is shown again by a hover, over the answers.
    const reason = `${ambiguityOf(text)} ${await beginningOf(text)}`.trim();
    const answer = await window.showQuickPick(answersFor(text, found.ambiguous.length - i, reason), {
      title,
      placeHolder: `In which language is ${text.name}?`,
      ignoreFocusOut: true,
    });
    if (!answer) return undefined;
    if (answer.means === 'all out') return { ...known, ambiguous: [] };
    const language = answer.means === 'other' ? await askLanguage(text, title) : answer.language;
    if (answer.means === 'other' && language === undefined) return undefined;
    known = answered(known, text, language);
  }
  return known;
}

function answersFor({ languages }: AmbiguousText, left: number, reason: string): Answer[] {
  return [
    ...languages.map((language): Answer => {
      const { name } = describeLanguage(language);
      return { means: 'language', language, label: name, description: language };
    }),
    { means: 'other', label: '$(edit) Another Language…' },
    { means: 'out', label: '$(circle-slash) Leave It Out', detail: reason },
    ...(left > 1
      ? [{ means: 'all out', label: `$(circle-slash) Leave Out All ${formatAmount(left, 'File')}` } as const]
      : []),
  ];
}

async function askLanguage({ name }: AmbiguousText, title: string): Promise<string | undefined> {
  const answer = await window.showInputBox({
    title,
    prompt: `The language of ${name}, as a tag or a name: en, zh-Hant, French.`,
    validateInput: (text) =>
      languageOfName(text.trim()) === undefined ? 'This is no language that Babelscope knows.' : undefined,
    ignoreFocusOut: true,
  });
  return answer === undefined ? undefined : languageOfName(answer.trim());
}

/** A text that cannot be read is told where its language's texts are looked at. */
async function beginningOf({ path }: AmbiguousText): Promise<string> {
  const [first = ''] = await previewCorpus([path], 1).catch(() => []);
  return first === '' ? '' : `It begins: ${first.slice(0, shownUnits).trim()}`;
}
