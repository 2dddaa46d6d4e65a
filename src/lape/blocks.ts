import type { Counts } from './counts';

/**
 * Counts of separate stretches of the corpora, which add up to the whole: a block bootstrap resamples them.
 */
export interface BlockCounts {
  count: number;
  /** `[block, language, layer, d_mlp]` */
  overZero: Int32Array;
  /** `[block, language]` tokens counted; a small corpus leaves some blocks empty. */
  tokens: Float64Array;
}

/** Empty counts for a number of blocks. */
export function emptyBlocks(count: number, languages: number, neurons: number): BlockCounts {
  return {
    count,
    overZero: new Int32Array(count * languages * neurons),
    tokens: new Float64Array(count * languages),
  };
}

/** Each block as separate counts. */
export function splitBlocks(
  { languages, layers, dMlp }: Pick<Counts, 'languages' | 'layers' | 'dMlp'>,
  { count, overZero, tokens }: BlockCounts,
): Counts[] {
  const size = languages.length * layers * dMlp;
  return Array.from({ length: count }, (_, block) => ({
    languages,
    layers,
    dMlp,
    overZero: Float64Array.from(overZero.subarray(block * size, (block + 1) * size)),
    tokens: tokens.slice(block * languages.length, (block + 1) * languages.length),
  }));
}

/** The number of non-empty blocks of the language with the fewest. */
export function fewestFilled({ count, tokens }: BlockCounts, languages: number): number {
  let fewest = count;
  for (let k = 0; k < languages; k++) {
    let filled = 0;
    for (let block = 0; block < count; block++) if (tokens[block * languages + k] > 0) filled++;
    fewest = Math.min(fewest, filled);
  }
  return fewest;
}
