import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { partialOf } from '../../analyses/analysis';

/** `corpus.lape.safetensors` for `corpus`, `corpus.safetensors` or itself. */
export function withEnding(file: string, ending: string): string {
  if (file.endsWith(ending)) return file;
  const last = ending.slice(ending.lastIndexOf('.'));
  return (file.endsWith(last) ? file.slice(0, -last.length) : file) + ending;
}

/** The first of `name`, `name-2`, … that does not exist in the folder. */
export async function freeName(folder: string, name: string, ending: string): Promise<string> {
  const safe = name.replace(/[\\/:*?"<>|]/g, '-');
  for (let number = 1; ; number++) {
    const file = join(folder, `${safe}${number > 1 ? `-${number}` : ''}${ending}`);
    const taken = await Promise.all([file, partialOf(file)].map((path) => stat(path).catch(() => undefined)));
    if (taken.every((found) => found === undefined)) return file;
  }
}
