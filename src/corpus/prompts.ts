import { parseJson } from '../input/json';
import { linesOf, NotTextError, textOf } from '../input/text';
import { BabelscopeError } from '../rpc/failure';
import { languageOfName, readName } from '../text/file-language';

/** The beginning of a text, for a model to continue. */
export interface Prompt {
  /** The language it is written in, which is to be switched off. */
  language: string;
  text: string;
}

/** Size limit of a prompt file, in bytes: a sweep over a thousand prompts takes days. */
export const largestPrompts = 16 * 1024 * 1024;
/** Longest prompt in a file, in UTF-16 units: far more than a beginning needs. */
const longest = 10_000;

/**
 * The prompts in a file: a text file named after its language (`en.txt`, `Deutsch.txt`), one prompt per line,
 * or JSON such as `{"en": ["The weather today is", …], "fr": […]}`. Duplicates are dropped, since they would
 * only count twice.
 *
 * @param file its name, without folders
 * @throws BabelscopeError `corpus-unusable` for anything else, or a name that does not identify a language,
 * `prompt-empty` if there is no prompt
 */
export function promptsIn(file: string, content: string): Prompt[] {
  const ending = file.lastIndexOf('.');
  const name = ending < 0 ? file : file.slice(0, ending);
  const byLanguage = file.endsWith('.json')
    ? readJson(file, content)
    : { [languageIn(name, file)]: linesOf(content.replace(/^\ufeff/, '')) };
  const prompts = Object.entries(byLanguage).flatMap(([language, texts]) =>
    [...new Set(texts.filter((text) => text.trim() !== ''))].map((text) => ({ language, text })),
  );
  if (prompts.length === 0)
    throw new BabelscopeError('prompt-empty', `There is no prompt in ${file}. Write one a line.`);
  const endless = prompts.find(({ text }) => text.length > longest);
  if (endless)
    throw new BabelscopeError(
      'corpus-unusable',
      `${placeOf(endless.text, file, content)} has a line of more than ${longest.toLocaleString('en')} characters, which is no prompt. Write a short beginning a line.`,
    );
  return prompts;
}

/**
 * The text of a prompt file.
 *
 * @param file its name, for the message
 * @throws BabelscopeError `corpus-unusable` if it is not UTF-8, or too large
 */
export function promptsText(file: string, bytes: Uint8Array): string {
  if (bytes.length > largestPrompts)
    throw new BabelscopeError(
      'corpus-unusable',
      `${file} is above 16 MB, and prompts are short. Give a file with a beginning a line.`,
    );
  try {
    return textOf(bytes);
  } catch (error) {
    if (!(error instanceof NotTextError)) throw error;
    throw new BabelscopeError('corpus-unusable', `${file} ${error.message}`, { cause: error });
  }
}

/** `en.txt, line 3`, if the prompt occurs in the file literally. */
export function placeOf(prompt: string, file: string, content: string): string {
  const lines = linesOf(content.replace(/^\ufeff/, ''));
  const at = file.endsWith('.json')
    ? lines.findIndex((line) => line.includes(JSON.stringify(prompt)))
    : lines.indexOf(prompt);
  return at < 0 ? file : `${file}, line ${at + 1},`;
}

/** A name that indicates no known language is used unchanged: it may still be a tag of the atlas. */
function languageIn(name: string, file: string): string {
  const { languages } = readName(name);
  const told = languageOfName(name);
  if (told !== undefined || languages.length === 0) return told ?? name;
  const maybe = languages.map((tag) => `“${tag}”`).join(' or ');
  throw new BabelscopeError(
    'corpus-unusable',
    `The name of ${file} leaves open whether its prompts are in ${maybe}${languages.length > 1 ? '' : ' or it is a mere word'}. Name the file by one tag alone, e.g. ${languages[0]}.txt.`,
  );
}

function readJson(file: string, content: string): Record<string, string[]> {
  let raw: unknown;
  try {
    raw = parseJson(content);
  } catch {
    raw = undefined;
  }
  const isLists =
    typeof raw === 'object' &&
    raw !== null &&
    !Array.isArray(raw) &&
    Object.values(raw).every(
      (texts) => Array.isArray(texts) && texts.every((text) => typeof text === 'string'),
    );
  if (isLists)
    return Object.fromEntries(
      Object.entries(raw as Record<string, string[]>).map(([name, texts]) => [
        languageOfName(name) ?? name,
        texts,
      ]),
    );
  throw new BabelscopeError(
    'corpus-unusable',
    `${file} holds no prompts: it is JSON such as {"en": ["The weather today is"], "fr": […]}, or a text file with a prompt a line.`,
  );
}
