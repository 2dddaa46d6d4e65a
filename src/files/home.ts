import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * The user's home folder, absolute; undefined if there is none: a user id without a name and without `HOME`
 * has none, and an empty or relative one would resolve to the current folder.
 */
export function homeFolder(): string | undefined {
  try {
    const folder = homedir();
    return isAbsolute(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}
