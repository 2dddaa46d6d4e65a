import { appendFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../../input/json';
import { checked } from '../../input/shape';
import type { SweepRow } from './data';
import { BabelscopeError } from '../../rpc/failure';
import { unwritable, writeAtomically } from '../../files/atomic';
import { sealed, verdictOn } from '../../files/checksum';
import { makeFolder } from '../../files/folder';
import { takeLock } from '../../files/lock';
import { sweepRowShape } from './row';
import { readWhole, textAt, UnreadableError } from '../../files/whole';

/** Size limits in bytes: a sweep's description, and the rows of a hundred thousand runs. */
const [largestHeader, largestRows] = [1 << 24, 1 << 28];

/** A folder with this file is that of a sweep. */
export const sweepHeader = 'sweep.json';

/** Where a sweep's rows are saved while it runs, so an interrupted one resumes where it stopped. */
export interface SweepFolder {
  rows: ReadonlyMap<string, SweepRow>;
  /** What was damaged, in a sentence; undefined if everything is intact. */
  damage: string | undefined;
  /** The rows are on disk when this settles. @throws BabelscopeError `storage-unwritable` */
  add(rows: readonly SweepRow[]): Promise<void>;
  /** Releases the folder for other writers. */
  close(): Promise<void>;
}

/**
 * Opens a folder that already holds rows, or creates one, for one writer at a time. `sweep.json` records what
 * they were made with; `rows.jsonl` has one row per line, each with a checksum over itself and what it was
 * made with.
 *
 * @param settings plain JSON: rows made with other settings are not mixed in
 * @param former the same settings as written by earlier versions
 * @throws BabelscopeError `storage-unwritable`, also if the folder holds rows of other settings;
 * `run-under-way`
 */
export async function openSweepFolder(
  folder: string,
  settings: object,
  former: object = settings,
): Promise<SweepFolder> {
  const [header, file] = [join(folder, sweepHeader), join(folder, 'rows.jsonl')];
  try {
    await makeFolder(folder);
  } catch (error) {
    throw unwritable(folder, error);
  }
  const close = await takeLock(join(folder, 'sweep.lock'), folder);
  try {
    const begun = await textAt(header, largestHeader);
    const isFormer = ['same', 'old'].includes(headerOf(begun, former));
    const known = headerOf(begun, isFormer ? former : settings);
    const words = JSON.stringify(isFormer ? former : settings);
    if (known === 'other') {
      throw new BabelscopeError(
        'storage-unwritable',
        `${folder} holds a sweep of another model or other settings. Choose another folder, or delete it.`,
      );
    }
    if (known === 'none' || known === 'damaged') await writeAtomically(header, `${sealed(words)}\n`);
    const read = (line: string) => readRow(line, words, known !== 'old');
    const { rows, damaged } = readRows(await linesIn(file, (line) => read(line) !== undefined), read);
    return {
      rows,
      damage: damageIn(folder, damaged, known === 'damaged'),
      async add(further) {
        const lines = further.map((row) => `${sealed(JSON.stringify(row), words)}\n`).join('');
        await appendFile(file, lines, { flush: true }).catch((error: unknown) => {
          throw unwritable(folder, error);
        });
        for (const row of further) rows.set(row.id, row);
      },
      close,
    };
  } catch (error) {
    await close();
    if (error instanceof UnreadableError)
      throw new BabelscopeError(
        'storage-unwritable',
        `${file} ${error.message}. Move it away, or choose another folder.`,
        { cause: error },
      );
    throw error instanceof BabelscopeError ? error : unwritable(folder, error);
  }
}

/**
 * Whether the existing rows were made with these settings; `old` means the same ones, written before
 * checksums were introduced.
 */
function headerOf(text: string | undefined, settings: object): 'same' | 'old' | 'other' | 'none' | 'damaged' {
  if (text === undefined) return 'none';
  const line = text.trimEnd();
  if (line === JSON.stringify(settings)) return 'old';
  if (line === sealed(JSON.stringify(settings))) return 'same';
  if (verdictOn(line) === 'whole') return 'other';
  // A line without a checksum and with the same keys is an older version's, for other settings.
  const keys = Object.keys(settings).join();
  try {
    const found = parseJson(line);
    return typeof found === 'object' && found !== null && Object.keys(found).join() === keys
      ? 'other'
      : 'damaged';
  } catch {
    return 'damaged';
  }
}

/**
 * A killed process leaves part of a line at the end: remove it from the disk, or it would swallow the next
 * one.
 *
 * @param isRow whether a line without a line break is a complete row
 */
async function linesIn(file: string, isRow: (line: string) => boolean): Promise<string[]> {
  const bytes = Buffer.from(
    await readWhole(file, largestRows).catch((error: unknown) => {
      if (error instanceof UnreadableError && error.missing) return new Uint8Array();
      throw error;
    }),
  );
  const end = bytes.lastIndexOf('\n') + 1;
  if (end < bytes.length) {
    if (isRow(bytes.toString('utf8', end))) await appendFile(file, '\n');
    else await truncate(file, end);
  }
  return bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** The rows of undamaged lines; damaged or cut-off ones are made again. */
function readRows(
  lines: readonly string[],
  read: (line: string) => SweepRow | undefined,
): { rows: Map<string, SweepRow>; damaged: number } {
  const rows = new Map<string, SweepRow>();
  let damaged = 0;
  for (const line of lines) {
    const row = read(line);
    if (row) rows.set(row.id, row);
    else damaged++;
  }
  return { rows, damaged };
}

/** @param strict treat a row without a checksum as damaged */
function readRow(line: string, words: string, strict: boolean): SweepRow | undefined {
  const verdict = verdictOn(line, words);
  if (verdict === 'damaged' || (strict && verdict === 'unsealed')) return undefined;
  try {
    return checked(sweepRowShape, parseJson(line));
  } catch {
    return undefined;
  }
}

function damageIn(folder: string, rows: number, header: boolean): string | undefined {
  if (rows > 0)
    return `${rows === 1 ? 'A line' : `${rows} lines`} of ${join(folder, 'rows.jsonl')} ${rows === 1 ? 'is' : 'are'} cut off or damaged: ${rows === 1 ? 'that run is' : 'those runs are'} made again.`;
  return header ? `${join(folder, sweepHeader)} was damaged and has been written anew.` : undefined;
}
