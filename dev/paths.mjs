// @ts-check
import { fileURLToPath } from 'node:url';

/** The repository's root, with a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url));
/** What the scripts keep between runs; ignored by git, safe to delete. */
export const cache = `${root}.cache/`;
