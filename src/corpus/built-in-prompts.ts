import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The neutral prompts bundled with Babelscope, one file per language.
 *
 * @param root the extension's folder
 */
export async function builtInPrompts(root: string): Promise<{ name: string; content: string }[]> {
  const folder = join(root, 'media', 'prompts');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.txt')).sort();
  return Promise.all(
    names.map(async (name) => ({ name, content: await readFile(join(folder, name), 'utf8') })),
  );
}
