import { access, constants } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { makeFolder } from '../files/folder';
import { homeFolder } from '../files/home';
import { BabelscopeError } from '../rpc/failure';

/**
 * Creates the folder for graph variants: `babelscope` in `XDG_CACHE_HOME`, or in `~/.cache` if that is unset
 * or relative (XDG Base Directory Specification).
 *
 * @returns absolute
 * @throws BabelscopeError `storage-unwritable`
 */
export async function openStorage(env: NodeJS.ProcessEnv): Promise<string> {
  const named = env['XDG_CACHE_HOME'] ?? '';
  const home = homeFolder();
  const caches = isAbsolute(named) ? named : home && join(home, '.cache');
  if (caches === undefined) {
    throw new BabelscopeError(
      'storage-unwritable',
      'Babelscope finds no home folder to keep its cache in. Set XDG_CACHE_HOME to a folder that can be written.',
    );
  }
  const folder = join(caches, 'babelscope');
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new BabelscopeError(
      'storage-unwritable',
      `Babelscope cannot write to its cache, ${folder}. Set XDG_CACHE_HOME to a folder that can be written.`,
      { cause: error },
    );
  }
  return folder;
}
