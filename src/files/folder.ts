import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Creates a folder and its missing parents. Node's own recursive `mkdir` never returns if the system answers
 * "no such file" to every attempt, as it does below /proc.
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

/** The system's error; undefined if the folder now exists, whoever created it. */
async function attempt(folder: string): Promise<unknown> {
  try {
    await mkdir(folder);
    return undefined;
  } catch (error) {
    const there = await stat(folder).catch(() => undefined);
    return there?.isDirectory() ? undefined : error;
  }
}
