import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unwritable } from '../files/atomic';
import { BabelscopeError } from '../protocol/failure';

/**
 * Checks, before a long run, that its result can be written. No folder is made: a mistyped one would be.
 *
 * @param file absolute
 * @throws BabelscopeError `storage-unwritable`
 */
export async function expectWritable(file: string): Promise<void> {
  const folder = dirname(file);
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new BabelscopeError(
      'storage-unwritable',
      `There is no folder ${folder} to write into. Make it, or choose another.`,
    );
  }
  if ((await stat(file).catch(() => undefined))?.isDirectory()) {
    throw new BabelscopeError('storage-unwritable', `${file} is a folder. Name a file in it.`);
  }
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw unwritable(folder, error);
  });
}
