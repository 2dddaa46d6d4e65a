import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The token that a person's other tools use: `HF_TOKEN`, or the file that they write it to. Read when asked for only. */
export async function usualToken(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const named = env['HF_TOKEN']?.trim() || env['HUGGING_FACE_HUB_TOKEN']?.trim();
  if (named) return checked(named);
  const cache = join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'huggingface');
  const file = env['HF_TOKEN_PATH'] || join(env['HF_HOME'] || cache, 'token');
  return checked((await readFile(file, 'utf8').catch(() => '')).trim());
}

/** What can stand in a header, or nothing. */
function checked(token: string): string | undefined {
  return /^[\x21-\x7e]{1,400}$/.test(token) ? token : undefined;
}
