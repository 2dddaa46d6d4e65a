import { join } from 'node:path';
import { homeFolder } from '../../files/home';
import { textAt } from '../../files/whole';

/**
 * The token used by the user's other tools: `HF_TOKEN`, or the file they store it in. Read only on request.
 */
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

/** The token if it is valid in a header, else undefined. */
function checked(token: string): string | undefined {
  return /^[\x21-\x7e]{1,400}$/.test(token) ? token : undefined;
}
