import { basename } from 'node:path';
import type { Atlas } from '../files/atlas';
import { readAtlas } from '../files/atlas';
import { UnreadableError } from '../files/whole';
import { measureActivations } from '../lape/measured';
import { BabelscopeError } from '../rpc/failure';

/**
 * Reads an atlas from disk, in a thread, because a large one takes seconds.
 *
 * @throws BabelscopeError `atlas-broken` if it is not an atlas, or its counts are impossible
 */
export async function readUsable(file: string): Promise<Atlas> {
  const atlas = await readAtlas(file).catch((error: unknown) => {
    if (!(error instanceof UnreadableError)) throw error;
    throw refuse(`${basename(file)} ${error.message}. Open a *.lape.safetensors file.`);
  });
  return usable(atlas);
}

/**
 * An atlas that a report can show.
 *
 * @throws BabelscopeError `atlas-broken`
 */
export function usable(atlas: Atlas): Atlas {
  if (atlas.layers * atlas.dMlp === 0) throw refuse(damaged('it has no neurons'));
  try {
    // Also validates the counts: no language without tokens, no neuron that fires more often than there are
    // tokens.
    measureActivations(atlas);
  } catch (error) {
    if (error instanceof RangeError) throw refuse(damaged(error.message.replace(/\.$/, '')));
    throw error;
  }
  return atlas;
}

function damaged(reason: string): string {
  return `This atlas cannot be used: ${reason}. Restore the file or count it again.`;
}

function refuse(message: string): BabelscopeError {
  return new BabelscopeError('atlas-broken', message);
}
