import { join } from 'node:path';
import { homeFolder } from '../../files/home';
import { textAt } from '../../files/whole';

/** The token that a person's other tools use: `HF_TOKEN`, or the file that they write it to. Read when asked for only. */
export async function usualToken(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const named = env['HF_TOKEN']?.trim() || env['HUGGING_FACE_HUB_TOKEN']?.trim();
  if (named) return checked(named);
  const home = homeFolder();
  const caches = env['XDG_CACHE_HOME'] || (home && join(home, '.cache'));
  const place = env['HF_HOME'] || (caches && join(caches, 'huggingface'));
  const file = env['HF_TOKEN_PATH'] || (place && join(place, 'token'));
  if (!file) return undefined;
  return checked((await textAt(file, 4096))?.trim() ?? '');
}

/** What can stand in a header, or nothing. */
function checked(token: string): string | undefined {
  return /^[\x21-\x7e]{1,400}$/.test(token) ? token : undefined;
}
