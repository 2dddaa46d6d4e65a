import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

/**
 * The folder that holds a model's files: itself; or, for an entry of the Hugging Face cache
 * (`models--org--name/{blobs,refs,snapshots}`), the snapshot that `refs/main` names, else the newest one.
 */
export async function modelRoot(folder: string): Promise<string> {
  if (!basename(folder).startsWith('models--')) return folder;
  const snapshots = join(folder, 'snapshots');
  const names: string[] = await readdir(snapshots).catch(() => []);
  if (names.length === 0) return folder;
  const reference = join(folder, 'refs', 'main');
  const isFile = (await stat(reference).catch(() => undefined))?.isFile();
  const main = isFile ? (await readFile(reference, 'utf8').catch(() => '')).trim() : '';
  if (names.includes(main)) return join(snapshots, main);
  const times = await Promise.all(names.map(async (name) => (await stat(join(snapshots, name))).mtimeMs));
  return join(snapshots, names[times.indexOf(Math.max(...times))]);
}

/** What a model folder is called: its name, and in the Hugging Face cache `org/name`. */
export function modelName(folder: string): string {
  const parts = folder.split(sep).filter((part) => part !== '');
  const entry = parts.filter((part) => part.startsWith('models--')).pop();
  const inCache = entry === parts[parts.length - 1] || basename(dirname(folder)) === 'snapshots';
  return entry && inCache ? entry.slice('models--'.length).split('--').join('/') : basename(folder);
}
