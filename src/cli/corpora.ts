import { resolve } from 'node:path';
import { findCorpora } from '../corpus/find';
import { readableFormats } from '../corpus/format';
import type { CountRequest } from '../protocol/engine';
import { warn } from './standard-error';
import { UsageError } from './usage';

/**
 * The languages and files of a folder of texts, for a run. What is left out is told on standard error.
 *
 * @param languages only these, in this order; by default all, by name
 * @param least so many languages are needed
 * @throws BabelscopeError `corpus-unusable`, and UsageError for a language that is not there
 */
export async function corporaIn(
  folder: string,
  languages: readonly string[] | undefined,
  least?: number,
): Promise<CountRequest['corpora']> {
  const { corpora, unnamed, unread } = await findCorpora(resolve(folder), least);
  if (unnamed.length > 0) {
    warn(`left out ${unnamed.join(', ')}: the name tells no language.`);
  }
  if (unread.length > 0) {
    process.stderr.write(
      `babelscope: left out ${unread.join(', ')}: such files are not read. Give them as ${readableFormats}.\n`,
    );
  }
  return (languages ?? corpora.map(({ language }) => language)).map((tag) => {
    const corpus = corpora.find(({ language }) => language === tag);
    if (!corpus) {
      const there = corpora.map(({ language }) => language).join(', ');
      throw new UsageError(`There is no text for “${tag}” in the folder; there are ${there}.`);
    }
    return { language: tag, files: corpus.files };
  });
}
