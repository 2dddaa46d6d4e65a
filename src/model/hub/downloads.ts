import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecord } from './download';

/** A folder that holds a download. */
export interface Downloaded {
  folder: string;
  repository: string;
  /** At least one of its graphs is complete. */
  complete: boolean;
}

/** The place of a repository in a storage folder: `owner/name`. */
export function folderOf(storage: string, repository: string): string {
  return join(storage, ...repository.split('/'));
}

/** All downloads in a storage folder, `name` or `owner/name`. */
export async function listDownloads(storage: string): Promise<Downloaded[]> {
  const found: Downloaded[] = [];
  const look = async (folder: string, depth: number): Promise<void> => {
    const record = await readRecord(folder);
    if (record) {
      found.push({ folder, repository: record.repository, complete: record.complete });
      return;
    }
    if (depth === 0) return;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (entry.isDirectory()) await look(join(folder, entry.name), depth - 1);
  };
  await look(storage, 2);
  return found;
}
