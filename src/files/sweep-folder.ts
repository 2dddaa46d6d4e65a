import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../input/json';
import { checked } from '../input/shape';
import type { SweepRow } from '../protocol/sweep';
import { BabelscopeError } from '../protocol/failure';
import { unwritable, writeAtomically } from './atomic';
import { makeFolder } from './folder';
import { sweepRowShape } from './sweep-row';

/** Where the rows of a sweep are kept while it runs, so that one that was ended goes on where it stopped. */
export interface SweepFolder {
  rows: ReadonlyMap<string, SweepRow>;
  /** Rows are on disk when this settles. @throws BabelscopeError `storage-unwritable` */
  add(rows: readonly SweepRow[]): Promise<void>;
}

/**
 * Opens a folder that holds rows already, or makes one. `sweep.json` tells what they were made with, `rows.jsonl` has
 * a row a line.
 *
 * @param settings plain JSON: rows made with other ones are not mixed in
 * @throws BabelscopeError `storage-unwritable`, also where the folder holds rows of other settings
 */
export async function openSweepFolder(folder: string, settings: unknown): Promise<SweepFolder> {
  const [header, file] = [join(folder, 'sweep.json'), join(folder, 'rows.jsonl')];
  const words = `${JSON.stringify(settings)}\n`;
  const known = await readFile(header, 'utf8').catch(() => undefined);
  if (known !== undefined && known !== words) {
    throw new BabelscopeError(
      'storage-unwritable',
      `${folder} holds a sweep of another model or other settings. Choose another folder, or delete it.`,
    );
  }
  try {
    await makeFolder(folder);
    if (known === undefined) await writeAtomically(header, words);
    const written = await readFile(file, 'utf8').catch(() => '');
    // A line that was cut off must not swallow the next one.
    if (written !== '' && !written.endsWith('\n')) await appendFile(file, '\n');
    const rows = new Map(readRows(written).map((row) => [row.id, row]));
    return {
      rows,
      async add(further) {
        const lines = further.map((row) => `${JSON.stringify(row)}\n`).join('');
        await appendFile(file, lines).catch((error: unknown) => {
          throw unwritable(folder, error);
        });
        for (const row of further) rows.set(row.id, row);
      },
    };
  } catch (error) {
    throw error instanceof BabelscopeError ? error : unwritable(folder, error);
  }
}

/** The last line of a sweep that was killed while writing it is no row: its run is made again. */
function readRows(lines: string): SweepRow[] {
  return lines.split('\n').flatMap((line) => {
    try {
      return [checked(sweepRowShape, parseJson(line))];
    } catch {
      return [];
    }
  });
}
