import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Atlas } from '../files/atlas';
import { decodeAtlas } from '../files/atlas';
import { measureActivations } from '../lape/measured';
import { BabelscopeError } from '../rpc/failure';

/** Bytes of the largest atlas that is opened: twice what LLaMA-2-70B needs in ten languages, with blocks. */
const largest = 2 ** 31 - 1;

/**
 * Reads an atlas from disk. For a thread that nobody waits for: a large one takes seconds.
 *
 * @throws BabelscopeError `atlas-broken` for whatever is no atlas, or one whose counts cannot be
 */
export async function readAtlas(file: string): Promise<Atlas> {
  const name = basename(file);
  let bytes: Uint8Array;
  try {
    const handle = await open(file, 'r');
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw refuse(`${name} is no file. Open a *.lape.safetensors file.`);
      if (stats.size > largest)
        throw refuse(
          `${name} is larger than any atlas (2 GiB). Count fewer languages at a time, or open another file.`,
        );
      bytes = await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof BabelscopeError) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw refuse(`${name} cannot be read (${words}). Check the file and open it again.`);
  }
  return usable(bytes);
}

/**
 * An atlas that a report can show.
 *
 * @throws BabelscopeError `atlas-broken`
 */
export function usable(bytes: Uint8Array): Atlas {
  const atlas = decodeAtlas(bytes);
  if (atlas.layers * atlas.dMlp === 0) throw refuse(damaged('it has no neurons'));
  try {
    // Also proves the counts: no language without tokens, no neuron that fires more often than there are tokens.
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
