import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BabelscopeError } from '../rpc/failure';
import { makeFolder } from './folder';

/**
 * Writes a file so that a reader, or a power cut, sees the old content or the new, never a part: temporary file in
 * the same folder, fsync, rename.
 *
 * @throws BabelscopeError `storage-unwritable`; the old content is then untouched.
 */
export async function writeAtomically(file: string, content: Uint8Array | string): Promise<void> {
  await writeTogether([[file, content]]);
}

/**
 * The same for files that belong together, renamed in the given order: if there is no room for one, all stay
 * as they were.
 */
export async function writeTogether(
  files: readonly (readonly [file: string, content: Uint8Array | string])[],
): Promise<void> {
  const written: { file: string; temporary: string }[] = [];
  for (const [file, content] of files) {
    const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
    written.push({ file, temporary });
    try {
      await makeFolder(dirname(file));
      const handle = await open(temporary, 'w');
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      await clear(written);
      throw unwritable(dirname(file), error);
    }
  }
  for (const { file, temporary } of written) {
    try {
      await rename(temporary, file);
    } catch (error) {
      await clear(written);
      throw unwritable(dirname(file), error);
    }
  }
}

async function clear(written: readonly { temporary: string }[]): Promise<void> {
  for (const { temporary } of written) await rm(temporary, { force: true }).catch(() => undefined);
}

/** One sentence for any file system error. */
export function unwritable(folder: string, error: unknown): BabelscopeError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason =
    reasons[code] ??
    `${error instanceof Error ? error.message : String(error)}; check the folder and try again`;
  return new BabelscopeError('storage-unwritable', `Babelscope cannot write to ${folder}: ${reason}.`, {
    cause: error,
  });
}

const readOnly = 'the folder is read-only; make it writable and try again';
const noFolder = 'there is no such folder and none can be made; choose another and try again';
const inTheWay = 'a file stands where a folder should be; move it and try again';
const folderInTheWay = 'a folder stands where a file should be; move it and try again';
const reasons: Partial<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space and try again',
  EACCES: readOnly,
  EROFS: readOnly,
  EPERM: readOnly,
  ENOENT: noFolder,
  ENOTDIR: inTheWay,
  EEXIST: inTheWay,
  EISDIR: folderInTheWay,
};
