import { basename } from 'node:path';
import { builtInPrompts } from '../corpus/built-in-prompts';
import { largestPrompts, placeOf, type Prompt, promptsIn, promptsText } from '../corpus/prompts';
import { readWhole, UnreadableError } from '../files/whole';
import { BabelscopeError } from '../rpc/failure';
import { root } from './installation';

/**
 * The prompts in some files, each with its place; without files, the bundled ones.
 *
 * @param most prompts per language
 * @throws BabelscopeError `corpus-unusable`, `prompt-empty`
 */
export async function promptsAt(
  files: readonly string[],
  most: number,
): Promise<(Prompt & { place?: string })[]> {
  const all = files.length === 0 ? await ownPrompts() : (await Promise.all(files.map(readPrompts))).flat();
  const languages = new Set(all.map(({ language }) => language));
  return [...languages].flatMap((tag) => all.filter(({ language }) => language === tag).slice(0, most));
}

async function ownPrompts(): Promise<Prompt[]> {
  return (await builtInPrompts(root)).flatMap(({ name, content }) => promptsIn(name, content));
}

async function readPrompts(file: string): Promise<(Prompt & { place: string })[]> {
  const bytes = await readWhole(file, largestPrompts).catch((error: unknown) => {
    if (!(error instanceof UnreadableError)) throw error;
    const reason = error.missing ? 'cannot be read. Check its name.' : `${error.message}. Give another file.`;
    throw new BabelscopeError('corpus-unusable', `${file} ${reason}`, { cause: error });
  });
  const content = promptsText(file, bytes);
  return promptsIn(basename(file), content).map((prompt) => ({
    ...prompt,
    place: placeOf(prompt.text, file, content),
  }));
}
