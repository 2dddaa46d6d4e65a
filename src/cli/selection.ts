import type { Atlas } from '../files/atlas';
import { fewestFilled, splitBlocks } from '../lape/blocks';
import type { NeuronSets, SelectionThresholds } from '../lape/select';
import type { Stability } from '../lape/stability';
import { blockStability, tokenStability } from '../lape/stability';
import { BabelscopeError } from '../protocol/failure';

/** Fewer blocks say little about how much texts differ. */
export const fewestBlocks = 8;

/** How much of each set comes out again when these are drawn again. */
export type KnownStability = { by: 'blocks' | 'tokens' } & Stability;

/** By the blocks that a run keeps, or by its shards, where there are enough: texts differ more than tokens. */
export function stabilityOf(
  atlas: Atlas,
  parts: readonly Atlas[],
  thresholds: SelectionThresholds,
  seed: number,
): KnownStability {
  const { blocks, languages } = atlas;
  if (parts.length >= fewestBlocks) return { by: 'blocks', ...blockStability(parts, thresholds, { seed }) };
  if (blocks && fewestFilled(blocks, languages.length) >= fewestBlocks) {
    return { by: 'blocks', ...blockStability(splitBlocks(atlas, blocks), thresholds, { seed }) };
  }
  return { by: 'tokens', ...tokenStability(atlas, thresholds, { seed }) };
}

/** Counts that cannot be, such as a shard without a token in some language, are told with the file's name. */
export function selecting(file: string, select: () => NeuronSets): NeuronSets {
  try {
    return select();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new BabelscopeError('atlas-broken', `${file}: ${error.message} Count it again.`, { cause: error });
  }
}
