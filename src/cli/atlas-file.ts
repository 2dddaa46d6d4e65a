import { readFile } from 'node:fs/promises';
import type { Atlas } from '../files/atlas';
import { decodeAtlas } from '../files/atlas';
import { BabelscopeError } from '../rpc/failure';

/**
 * Reads an atlas that was named on the command line.
 *
 * @throws BabelscopeError `atlas-missing` or `atlas-broken`, with the file's name
 */
export async function readAtlasFile(file: string): Promise<Atlas> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new BabelscopeError('atlas-missing', `There is no atlas ${file}. Check its name.`, {
      cause: error,
    });
  });
  try {
    return decodeAtlas(bytes);
  } catch (error) {
    if (!(error instanceof BabelscopeError)) throw error;
    throw new BabelscopeError(error.code, `${file}: ${error.message}`, { cause: error });
  }
}
