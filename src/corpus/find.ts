import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { languageOfName } from '../text/file-language';
import { unusable } from './error';
import { formatOf, readableFormats, stemOf } from './format';

/** A language's texts. */
export interface Corpus {
  /** BCP-47. */
  language: string;
  /** Absolute paths, in the order of their names. */
  files: string[];
  /** Of all files, as they lie on the disk. */
  bytes: number;
}

/** What a folder of texts holds. */
export interface FoundCorpora {
  /** In the order of their tags. */
  corpora: Corpus[];
  /** Files that are texts, but whose names tell no language; relative to the folder. */
  unnamed: string[];
  /** Files of a language, but of a format that is not read; relative to the folder. */
  unread: string[];
}

/** Folders of `de/2019/part-1.txt`; deeper ones are not looked at. */
const deepest = 4;

/** Language neurons show between languages. */
const usualLeast = 2;

/**
 * Finds the languages in a folder: a file each (`en.txt`, `wiki.fr.jsonl.gz`, `zh-CN.parquet`) or a folder each
 * (`de/…`), whose files need no names of their own. Several files of one language are taken together. Hidden files
 * and folders are left alone.
 *
 * @param folder absolute
 * @param least so many languages are needed
 * @throws BabelscopeError `corpus-unusable` without such a folder, or with texts in fewer languages.
 */
export async function findCorpora(folder: string, least = usualLeast): Promise<FoundCorpora> {
  const found = new Map<string, { path: string; size: number }[]>();
  const unnamed: string[] = [];
  const unread: string[] = [];
  async function look(at: string, within: string | undefined, depth: number): Promise<void> {
    for (const name of (await readdir(at)).sort()) {
      if (name.startsWith('.')) continue;
      const path = join(at, name);
      // A link to nowhere, or a file that has just gone.
      const entry = await stat(path).catch(() => undefined);
      if (entry?.isDirectory() && depth < deepest) {
        await look(path, languageOfName(name) ?? within, depth + 1);
      } else if (entry?.isFile()) {
        const stem = stemOf(name);
        if (stem === undefined) continue;
        const language = within ?? languageOfName(stem);
        if (formatOf(name) === undefined) {
          if (language !== undefined) unread.push(path.slice(folder.length + 1));
        } else if (language === undefined) unnamed.push(path.slice(folder.length + 1));
        else found.set(language, [...(found.get(language) ?? []), { path, size: entry.size }]);
      }
    }
  }
  await look(folder, undefined, 0).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR')
      throw unusable(`${folder} is a file. Give the folder that holds it.`, error);
    throw unusable(`The folder ${folder} cannot be read. Check its name.`, error);
  });
  const corpora = [...found]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([language, files]) => ({
      language,
      files: files.map(({ path }) => path),
      bytes: files.reduce((sum, { size }) => sum + size, 0),
    }));
  if (corpora.length < least) throw tooFew(folder, { corpora, unnamed, unread }, least);
  return { corpora, unnamed, unread };
}

function tooFew(folder: string, { corpora, unnamed, unread }: FoundCorpora, least: number) {
  const left = unread.length > 0 ? `${unread[0]} is of a format that is not read. ` : '';
  const advice = `${left}Put texts${least > 1 ? ' in two or more languages' : ''} there, named en.txt, fr.txt, …`;
  if (corpora.length === 1) {
    return unusable(
      `${folder} holds texts in one language only, ${corpora[0].language}, and language neurons show between languages. ${advice}`,
    );
  }
  return unnamed.length > 0
    ? unusable(`The names of the texts in ${folder} tell no language, e.g. ${unnamed[0]}. ${advice}`)
    : unusable(`${folder} holds no texts (${readableFormats}). ${advice}`);
}
