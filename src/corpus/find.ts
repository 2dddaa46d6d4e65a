import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { NameReading } from '../text/file-language';
import { readName } from '../text/file-language';
import { describeLanguage } from '../text/language';
import { unusable } from './error';
import { formatOf, readableFormats, stemOf } from './format';
import { raisedBySiblings, toldBy, withoutCollection } from './told';

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
  /** Files that may be in one language or another, by their names and their folders'. */
  ambiguous: AmbiguousText[];
}

/** A text that must not be counted before somebody says what it is in. */
export interface AmbiguousText {
  /** Absolute. */
  path: string;
  /** Relative to the folder that was looked at. */
  name: string;
  /** BCP-47: one that may be a mere word of the name, or several. */
  languages: string[];
  bytes: number;
}

/** Folders of `de/2019/part-1.txt`; deeper ones are not looked at. */
const deepest = 4;

/** Language neurons show between languages. */
export const usualLeast = 2;

/**
 * Finds the languages in a folder: a file each (`en.txt`, `wiki.fr.jsonl.gz`, `zh-CN.parquet`) or a folder each
 * (`de/…`), whose files need no names of their own. Several files of one language are taken together. Where names do not
 * tell one language (`de-en.txt`, `en/train.fr.txt`), the file is ambiguous. Hidden files and folders are left alone.
 *
 * @param folder absolute
 * @param least so many languages are needed; a text that is ambiguous may be in one more
 * @throws BabelscopeError `corpus-unusable` without such a folder, or with texts in fewer languages.
 */
export async function findCorpora(folder: string, least = usualLeast): Promise<FoundCorpora> {
  const found = new Map<string, { path: string; size: number }[]>();
  const unnamed: string[] = [];
  const unread: string[] = [];
  const ambiguous: AmbiguousText[] = [];
  async function look(at: string, within: readonly NameReading[], depth: number): Promise<void> {
    const names = (await readdir(at)).filter((name) => !name.startsWith('.')).sort();
    // A link to nowhere, or a file that has just gone, is nothing.
    const entries = await Promise.all(names.map((name) => stat(join(at, name)).catch(() => undefined)));
    const readings = raisedBySiblings(
      names.map((name, i) => readName((entries[i]?.isFile() ? stemOf(name) : undefined) ?? name)),
    );
    const folders = withoutCollection(within, readings);
    for (const [i, name] of names.entries()) {
      const path = join(at, name);
      const entry = entries[i];
      if (entry?.isDirectory() && depth < deepest) {
        await look(path, [...folders, readings[i]], depth + 1);
      } else if (entry?.isFile() && stemOf(name) !== undefined) {
        const shown = path.slice(folder.length + 1);
        const { told, isSure } = toldBy(folders, readings[i]);
        const [language] = told;
        if (formatOf(name) === undefined) {
          if (language !== undefined) unread.push(shown);
        } else if (isSure) {
          found.set(language, [...(found.get(language) ?? []), { path, size: entry.size }]);
        } else if (language === undefined) unnamed.push(shown);
        else ambiguous.push({ path, name: shown, languages: told, bytes: entry.size });
      }
    }
  }
  await look(folder, [], 0).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR')
      throw unusable(`${folder} is a file. Give the folder that holds it.`, error);
    throw unusable(`The folder ${folder} cannot be read. Check its name.`, error);
  });
  const corpora = Array.from(found, ([language, files]) => ({
    language,
    files: files.map(({ path }) => path),
    bytes: files.reduce((sum, { size }) => sum + size, 0),
  })).sort(byLanguage);
  if (corpora.length + ambiguous.length < least) throw tooFew(folder, { corpora, unnamed, unread }, least);
  return { corpora, unnamed, unread, ambiguous };
}

/**
 * Refuses texts in too few languages.
 *
 * @throws BabelscopeError `corpus-unusable`
 */
export function expectLanguages(
  folder: string,
  { corpora, unnamed, unread, ambiguous }: FoundCorpora,
  least: number,
): void {
  if (corpora.length >= least) return;
  const [first] = ambiguous;
  throw first
    ? unusable(`The language of ${first.name} is not clear. ${ambiguityOf(first)} ${howToName(first)}`)
    : tooFew(folder, { corpora, unnamed, unread }, least);
}

/** What was found, with a text in a language that somebody has told; undefined: that it is left out. */
export function answered(
  found: FoundCorpora,
  text: AmbiguousText,
  language: string | undefined,
): FoundCorpora {
  const ambiguous = found.ambiguous.filter((other) => other !== text);
  if (language === undefined) return { ...found, ambiguous };
  const known = found.corpora.find((corpus) => corpus.language === language);
  const corpus = {
    language,
    files: [...(known?.files ?? []), text.path].sort(),
    bytes: (known?.bytes ?? 0) + text.bytes,
  };
  const corpora = [...found.corpora.filter((other) => other !== known), corpus].sort(byLanguage);
  return { ...found, corpora, ambiguous };
}

const byLanguage = (one: Corpus, other: Corpus) => (one.language < other.language ? -1 : 1);

/** Why a text's language is not known, in a sentence. */
export function ambiguityOf({ languages }: Pick<AmbiguousText, 'languages'>): string {
  const named = languages.map((tag) => `${describeLanguage(tag).name} (${tag})`);
  return named.length === 1
    ? `Its name may mean ${named[0]} or be mere words.`
    : `Its name and folders tell ${named.slice(0, -1).join(', ')} and ${named[named.length - 1]}.`;
}

/** What to do about it, in a sentence. */
export function howToName({
  name,
  languages: [language],
}: Pick<AmbiguousText, 'name' | 'languages'>): string {
  const file = basename(name);
  const ending = file.slice((stemOf(file) ?? file).length) || '.txt';
  return `Put the texts of each language into a file or folder named by its tag alone, e.g. ${language}${ending} or ${language}/.`;
}

function tooFew(
  folder: string,
  { corpora, unnamed, unread }: Omit<FoundCorpora, 'ambiguous'>,
  least: number,
) {
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
