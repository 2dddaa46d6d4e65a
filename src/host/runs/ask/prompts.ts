import { ThemeIcon, window } from 'vscode';
import { builtInPrompts } from '../../../corpus/built-in-prompts';
import { largestPrompts, placeOf, type Prompt, promptsIn, promptsText } from '../../../corpus/prompts';
import { UnreadableError } from '../../../files/whole';
import { BabelscopeError } from '../../../rpc/failure';
import { formatAmount } from '../../../view/format';
import { pick } from '../../dialogs';
import { readFrom } from '../../read';
import { nameOf } from '../../saveFile';
import type { Texts } from './texts';

/** Prompts, each with its place in the user's file, and their display name. */
export interface ChosenPrompts {
  prompts: (Prompt & { place?: string })[];
  about: Texts;
}

/**
 * Asks for prompts: the bundled ones, or files.
 *
 * @param languages of the atlas, to which the bundled prompts are limited
 * @returns undefined if the user cancelled
 * @throws BabelscopeError `corpus-unusable`, `prompt-empty`
 */
export async function askPrompts(
  root: string,
  languages: readonly string[],
  title: string,
): Promise<ChosenPrompts | undefined> {
  const own = (await builtInPrompts(root))
    .flatMap(({ name, content }) => promptsIn(name, content))
    .filter(({ language }) => languages.includes(language));
  const tags = [...new Set(own.map(({ language }) => language))];
  const bundled = {
    label: 'Neutral prompts that come with Babelscope',
    description: `${formatAmount(own.length, 'prompt')}, ${tags.join(' ')}`,
    iconPath: new ThemeIcon('beaker'),
  };
  const files = {
    label: 'Prompts from Files…',
    description: 'en.txt, fr.txt, a prompt a line; or JSON, {"en": ["…"]}',
    iconPath: new ThemeIcon('files'),
  };
  const answer = await pick([...(own.length > 0 ? [bundled] : []), files], { title, ignoreFocusOut: true });
  if (!answer) return undefined;
  if (answer === bundled)
    return { prompts: own, about: { folder: root, name: 'the neutral prompts', isSample: true } };
  const chosen = await window.showOpenDialog({
    canSelectMany: true,
    filters: { Prompts: ['txt', 'json'] },
    title: 'Prompts, files named by their language',
  });
  const [first] = chosen ?? [];
  if (!chosen || !first) return undefined;
  const read = chosen.map(async (file) => {
    const name = nameOf(file);
    const bytes = await readFrom(file, largestPrompts).catch((error: unknown) => {
      if (!(error instanceof UnreadableError)) throw error;
      throw new BabelscopeError('corpus-unusable', `${name} ${error.message}. Choose another file.`);
    });
    const content = promptsText(name, bytes);
    return promptsIn(name, content).map((prompt) => ({
      ...prompt,
      place: placeOf(prompt.text, name, content),
    }));
  });
  const name = chosen.length === 1 ? nameOf(first) : `${nameOf(first)} and ${chosen.length - 1} more`;
  return {
    prompts: (await Promise.all(read)).flat(),
    about: { folder: first.fsPath, name, isSample: false },
  };
}
