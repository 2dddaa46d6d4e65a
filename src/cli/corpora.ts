import { resolve } from 'node:path';
import { ambiguityOf, expectLanguages, findCorpora, howToName, usualLeast } from '../corpus/find';
import { readableFormats } from '../corpus/format';
import type { CountRequest } from '../analyses/count/declaration';
import { someOf } from '../view/format';
import { warn } from './standard-error';
import { UsageError } from './usage';

/** How many ambiguous files get a message of their own; further ones would only repeat it. */
const mostSentences = 4;

/**
 * The languages and files in a folder of texts, for a run. What is left out is reported on standard error,
 * and in `leftOut` for the result's JSON.
 *
 * @param languages only these, in this order; by default all, by name
 * @param least minimum number of languages
 * @throws BabelscopeError `corpus-unusable`, and UsageError for a language that is not in the folder
 */
export async function corporaIn(
  folder: string,
  languages: readonly string[] | undefined,
  least?: number,
): Promise<{ corpora: CountRequest['corpora']; leftOut: string[] }> {
  const leftOut: string[] = [];
  /** The result lists all names, the terminal a few. */
  const tell = (names: readonly string[], reason: string) => {
    leftOut.push(`left out ${names.join(', ')}${reason}`);
    warn(`left out ${someOf(names)}${reason}`);
  };
  const found = await findCorpora(resolve(folder), least);
  const { corpora, unnamed, unread, ambiguous } = found;
  if (unnamed.length > 0) {
    tell(unnamed, ': the name tells no language.');
  }
  if (unread.length > 0) {
    tell(unread, `: such files are not read. Give them as ${readableFormats}.`);
  }
  expectLanguages(resolve(folder), found, least ?? usualLeast);
  for (const text of ambiguous.slice(0, mostSentences))
    tell([text.name], `. ${ambiguityOf(text)} ${howToName(text)}`);
  if (ambiguous.length > mostSentences) {
    const names = ambiguous.slice(mostSentences).map(({ name }) => name);
    tell(names, ' for the same reason.');
  }
  const chosen = (languages ?? corpora.map(({ language }) => language)).map((tag) => {
    const corpus = corpora.find(({ language }) => language === tag);
    if (!corpus) {
      const there = corpora.map(({ language }) => language).join(', ');
      throw new UsageError(`There is no text for “${tag}” in the folder; there are ${there}.`);
    }
    return { language: tag, files: corpus.files };
  });
  return { corpora: chosen, leftOut };
}
