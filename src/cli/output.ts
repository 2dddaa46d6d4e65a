import { access, constants, open, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ablationFormat } from '../results/ablation/file';
import { sweepFormat } from '../results/sweep/file';
import { sweepHeader } from '../results/sweep/folder';
import { unwritable } from '../files/atomic';
import { BabelscopeError } from '../rpc/failure';

/** A kind of file that commands write, and how to recognise an older one. */
interface OutputKind {
  /** `an atlas` */
  name: string;
  /** @param begin the file's first bytes, up to `longestBegin` */
  isOwn(begin: Buffer): boolean;
}

/** An atlas is recognised by its header, whose description of the texts can be long. */
const longestBegin = 16 * 1024 * 1024;

/** The kinds of file that `--out` can name. */
export const outputs = {
  atlas: { name: 'an atlas', isOwn: (begin) => isSafetensors(begin, 'about') },
  contexts: { name: 'a file of contexts', isOwn: (begin) => isSafetensors(begin, 'contexts') },
  ablation: { name: 'an ablation', isOwn: (begin) => isSaved(begin, ablationFormat) },
  sweep: { name: 'a sweep', isOwn: (begin) => isSaved(begin, sweepFormat) },
  report: {
    name: 'a report',
    isOwn: (begin) =>
      /^(# Language neurons of |layer,index,entropy,languages|\{"atlas":"(?:[^"\\]|\\.)*","model":\{"name":)/.test(
        begin.toString('utf8'),
      ),
  },
} satisfies Record<string, OutputKind>;

/**
 * Checks, before a long run, that its result can be written and replaces only an older one of its kind. No
 * folder is created: a mistyped one would be too.
 *
 * @param file absolute
 * @param inputs files of the same kind that the run reads
 * @throws BabelscopeError `storage-unwritable`
 */
export async function expectWritable(
  file: string,
  kind: OutputKind,
  inputs: readonly string[] = [],
): Promise<void> {
  const folder = dirname(file);
  if (!(await stat(folder).catch(() => undefined))?.isDirectory())
    throw refused(`There is no folder ${folder} to write into. Make it, or choose another.`);
  const old = await stat(file).catch(() => undefined);
  if (old?.isDirectory()) throw refused(`${file} is a folder. Name a file in it.`);
  if (old && !old.isFile()) throw refused(`${file} is a device or pipe. Name a file after --out.`);
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw unwritable(folder, error);
  });
  if (!old) return;
  for (const input of inputs) {
    const read = await stat(input).catch(() => undefined);
    // Compared by inode: links may lead to the same file.
    if (read?.dev === old.dev && read.ino === old.ino)
      throw refused(
        `${file} is read by this run, so it cannot be replaced. Choose another name after --out.`,
      );
  }
  // An empty file, such as one made by mktemp, has nothing to lose.
  if (old.size > 0 && !kind.isOwn(await beginOf(file)))
    throw refused(`${file} is there and is not ${kind.name}, so it is not replaced. Choose another name.`);
}

/** What a sweep writes into its folder, besides `sweep.json`. */
const sweepFiles = ['rows.jsonl', 'report.csv', 'report.json', 'sweep.babelscope.json'];

/**
 * The same for the folder of a sweep, which is recognised by its `sweep.json`.
 *
 * @throws BabelscopeError `storage-unwritable`
 */
export async function expectSweepFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  const foreign = names.includes(sweepHeader) ? undefined : names.find((name) => sweepFiles.includes(name));
  if (foreign !== undefined)
    throw refused(
      `${join(folder, foreign)} is there and is of no sweep, so it is not replaced. Choose another folder.`,
    );
}

/** A `*.babelscope.json` with this format, whatever else is in it. */
function isSaved(begin: Buffer, format: string): boolean {
  const words = /^\s*\{\s*"format"\s*:\s*"([\w-]+)"/.exec(begin.toString('utf8', 0, 1000));
  return words?.[1] === format;
}

/** A safetensors file whose metadata has the entry, as our files do. */
function isSafetensors(begin: Buffer, entry: string): boolean {
  try {
    const header: unknown = JSON.parse(begin.toString('utf8', 8, 8 + Number(begin.readBigUInt64LE())));
    return typeof (header as { __metadata__: Record<string, unknown> }).__metadata__[entry] === 'string';
  } catch {
    return false;
  }
}

async function beginOf(file: string): Promise<Buffer> {
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      const begin = Buffer.alloc(Math.min(size, longestBegin));
      const { bytesRead } = await handle.read(begin, 0, begin.length, 0);
      return begin.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw refused(
      `${file} cannot be read to see what it is, so it is not replaced. Choose another name.`,
      error,
    );
  }
}

function refused(sentence: string, cause?: unknown): BabelscopeError {
  return new BabelscopeError('storage-unwritable', sentence, { cause });
}
