// @ts-check
import { access, constants, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The repository's root, with a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url));
/** What the scripts keep between runs; ignored by git, safe to delete. */
export const cache = `${root}.cache/`;

/**
 * Makes the folder `cache`.
 * @throws {Error} one line, where it cannot be written
 */
export async function openCache() {
  try {
    await mkdir(cache, { recursive: true });
    await access(cache, constants.W_OK);
  } catch {
    throw new Error(`${cache} cannot be written: make it a folder of yours, or move the repository to one.`);
  }
}
