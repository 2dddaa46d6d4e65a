import { resolve } from 'node:path';
import type { Atlas } from '../files/atlas';
import { readAtlas } from '../files/atlas';
import { mergeAtlases } from '../files/merge';
import { UnreadableError } from '../files/whole';
import { BabelscopeError } from '../rpc/failure';

/**
 * Reads an atlas named on the command line.
 *
 * @throws BabelscopeError `atlas-missing` or `atlas-broken`, with the file's name
 */
async function readAtlasFile(file: string): Promise<Atlas> {
  try {
    return await readAtlas(file);
  } catch (error) {
    if (error instanceof UnreadableError) {
      const sentence = error.missing
        ? `There is no atlas ${file}. Check its name.`
        : `${file} ${error.message}. Give a *.lape.safetensors file.`;
      throw new BabelscopeError('atlas-missing', sentence, { cause: error });
    }
    if (!(error instanceof BabelscopeError)) throw error;
    throw new BabelscopeError(error.code, `${file}: ${error.message}`, { cause: error });
  }
}

/**
 * An atlas, or the sum of all shards of one.
 *
 * @param files as named on the command line
 * @param show receives what is being done
 */
export async function readAtlases(
  files: readonly string[],
  show: (words: string) => void,
): Promise<{ parts: Atlas[]; atlas: Atlas }> {
  const parts: Atlas[] = [];
  for (const file of files) {
    show(`reading ${file}`);
    parts.push(await readAtlasFile(resolve(file)));
  }
  if (parts.length > 1) show('adding up');
  return { parts, atlas: parts.length > 1 ? mergeAtlases(parts) : parts[0] };
}
