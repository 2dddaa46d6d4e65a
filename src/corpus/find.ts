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
  /** Absolute paths, sorted by name. */
  files: string[];
  /** Total size of all files on disk. */
  bytes: number;
}

/** The contents of a folder of texts. */
export interface FoundCorpora {
  /** Sorted by tag. */
  corpora: Corpus[];
  /** Text files whose names indicate no language; relative to the folder. */
  unnamed: string[];
  /** Files of a language, but in an unsupported format; relative to the folder. */
  unread: string[];
  /** Files whose language is ambiguous, judging by their names and their folders'. */
  ambiguous: AmbiguousText[];
}

/** A text that must not be counted before its language is decided. */
export interface AmbiguousText {
  /** Absolute. */
  path: string;
  /** Relative to the searched folder. */
  name: string;
  /** BCP-47: one that may merely be a word in the name, or several. */
  languages: string[];
  bytes: number;
}

/** Deep enough for `de/2019/part-1.txt`; deeper folders are not searched. */
const deepest = 4;

/** Language neurons only show in comparison. */
export const usualLeast = 2;

/**
 * Finds the languages in a folder: one file each (`en.txt`, `wiki.fr.jsonl.gz`, `zh-CN.parquet`) or one
 * folder each (`de/…`), whose files may have any name. Several files of one language are combined. If names
 * do not indicate a single language (`de-en.txt`, `en/train.fr.txt`), the file is ambiguous. Hidden files and
 * folders are ignored.
 *
 * @param folder absolute
 * @param least minimum number of languages; an ambiguous text may count as one more
 * @throws BabelscopeError `corpus-unusable` if there is no such folder, or texts in fewer languages.
 */
export async function findCorpora(folder: string, least = usualLeast): Promise<FoundCorpora> {
  const found = new Map<string, { path: string; size: number }[]>();
  const unnamed: string[] = [];
  const unread: string[] = [];
  const ambiguous: AmbiguousText[] = [];
  async function look(at: string, within: readonly NameReading[], depth: number): Promise<void> {
    const names = (await readdir(at)).filter((name) => !name.startsWith('.')).sort();
    // Ignore a broken link, or a file that has just been deleted.
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

/** The findings, with the language chosen for a text; undefined leaves the text out. */
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

/** Why a text's language is unknown, in a sentence. */
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
