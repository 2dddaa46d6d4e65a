import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder with all that it lies in, where they are not there. Node's own recursive `mkdir` never comes back
 * where the system answers "no such file" to every attempt, as it does below /proc.
 *
 * @throws the system's error
 */
export async function makeFolder(folder: string): Promise<void> {
  const refusal = await attempt(folder);
  if (refusal === undefined) return;
  const above = dirname(folder);
  if (above === folder || !(refusal instanceof Error && 'code' in refusal && refusal.code === 'ENOENT'))
    throw refusal;
  await makeFolder(above);
  const again = await attempt(folder);
  if (again !== undefined) throw again;
}

/** What the system said; undefined where the folder is there now, whoever made it. */
async function attempt(folder: string): Promise<unknown> {
  try {
    await mkdir(folder);
    return undefined;
  } catch (error) {
    const there = await stat(folder).catch(() => undefined);
    return there?.isDirectory() ? undefined : error;
  }
}
