import { type QuickPickItem, ThemeIcon } from 'vscode';
import { type AmbiguousText, ambiguityOf, answered, type FoundCorpora } from '../../../corpus/find';
import { languageOfName } from '../../../text/file-language';
import { describeLanguage } from '../../../text/language';
import { formatAmount } from '../../../view/format';
import { ask, pick } from '../../dialogs';

/** UTF-16 units of a text that are shown for judging its language. */
const shownUnits = 120;

/** Reads the first document of a file in the background: a file may be large, and hold none. */
export interface Beginnings {
  beginning(file: string): Promise<string>;
}

interface Answer extends QuickPickItem {
  means: 'language' | 'other' | 'out' | 'all out';
  language?: string;
}

/**
 * Asks for the language of each text whose name is ambiguous, so no two languages are mixed up.
 *
 * @returns what was found, with each of them assigned a language or left out; undefined if the user cancelled
 */
export async function askAmbiguous(
  found: FoundCorpora,
  beginnings: Beginnings,
  title: string,
): Promise<FoundCorpora | undefined> {
  let known = found;
  for (const [i, text] of found.ambiguous.entries()) {
    // In the list, not in the title: VS Code repeats a longer title in a hover that covers the answers.
    const reason = `${ambiguityOf(text)} ${await beginningOf(text, beginnings)}`.trim();
    const answer = await pick(answersFor(text, found.ambiguous.length - i, reason), {
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

const leftOut = new ThemeIcon('circle-slash');

function answersFor({ languages }: AmbiguousText, left: number, reason: string): Answer[] {
  return [
    ...languages.map((language): Answer => {
      const { name } = describeLanguage(language);
      return { means: 'language', language, label: name, description: language };
    }),
    { means: 'other', label: 'Another Language…', iconPath: new ThemeIcon('edit') },
    { means: 'out', label: 'Leave It Out', detail: reason, iconPath: leftOut },
    ...(left > 1
      ? [
          {
            means: 'all out',
            label: `Leave Out All ${formatAmount(left, 'File')}`,
            iconPath: leftOut,
          } as const,
        ]
      : []),
  ];
}

async function askLanguage({ name }: AmbiguousText, title: string): Promise<string | undefined> {
  const answer = await ask({
    title,
    prompt: `The language of ${name}, as a tag or a name: en, zh-Hant, French.`,
    validateInput: (text) =>
      languageOfName(text.trim()) === undefined ? 'This is no language that Babelscope knows.' : undefined,
    ignoreFocusOut: true,
  });
  return answer === undefined ? undefined : languageOfName(answer.trim());
}

/** A text that cannot be read is reported later, when its language's texts are checked. */
async function beginningOf({ path }: AmbiguousText, beginnings: Beginnings): Promise<string> {
  const first = await beginnings.beginning(path).catch(() => '');
  return first === '' ? '' : `It begins: ${first.slice(0, shownUnits).trim()}`;
}
