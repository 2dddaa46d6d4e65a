import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * The person's home folder, absolute; undefined where there is none to be found: a user id without a name and without
 * `HOME` has none, and one that is empty or relative would lead into the folder of whatever runs.
 */
export function homeFolder(): string | undefined {
  try {
    const folder = homedir();
    return isAbsolute(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}
