import { drawBinomial } from './binomial';
import type { BlockCounts } from './blocks';
import { fewestFilled, splitBlocks } from './blocks';
import type { Counts } from './counts';
import { measureActivations } from './measured';
import { jaccard } from './overlap';
import type { Random } from './random';
import { integerBelow, seededRandom } from './random';
import type { NeuronSets } from './select';
import type { Thresholds } from './thresholds';
import { selectFrom } from './select';

/**
 * How well a language's neurons are reproduced. IoU is |A ∩ B| / |A ∪ B| with the set from the original
 * counts.
 */
export interface Agreement {
  mean: number;
  /** The 5th and 95th percentile over all repetitions. */
  low: number;
  high: number;
}

/** How stable a selection is under resampling of the counted tokens. */
export interface Stability {
  /** `[language]`; NaN if a language has no neurons. */
  perLanguage: Agreement[];
  /** For all selected neurons. */
  all: Agreement;
}

/** Fewer blocks show little of how much texts differ. */
export const fewestBlocks = 8;
/** Up to this many cells of counts, twenty repetitions take seconds. */
const smallCells = 1_000_000;

/** Default number of resamplings: fewer for large models, which take minutes. */
export function usualRepetitions({ overZero }: Pick<Counts, 'overZero'>): number {
  return overZero.length <= smallCells ? 20 : 5;
}

/** How much of each set is reproduced, and what was resampled to find out. */
export type KnownStability = { by: 'blocks' | 'tokens' } & Stability;

/**
 * By blocks of text if there are enough of them, since texts differ more than tokens; else by tokens.
 *
 * @param shards counts of separate stretches whose sum is `counts`, preferred to the blocks that a run keeps
 */
export function bestStability(
  counts: Counts & { blocks?: BlockCounts },
  thresholds: Thresholds,
  options: Omit<StabilityOptions, 'tokens'> = {},
  shards: readonly Counts[] = [],
): KnownStability {
  const { blocks, languages } = counts;
  if (shards.length >= fewestBlocks) return { by: 'blocks', ...blockStability(shards, thresholds, options) };
  if (blocks && fewestFilled(blocks, languages.length) >= fewestBlocks) {
    return { by: 'blocks', ...blockStability(splitBlocks(counts, blocks), thresholds, options) };
  }
  return { by: 'tokens', ...tokenStability(counts, thresholds, options) };
}

export interface StabilityOptions {
  repetitions?: number;
  seed?: number;
  /** Tokens drawn in each language; by default as many as were counted. */
  tokens?: number;
}

/**
 * Recounts as if every token were drawn again independently: binomial for each neuron and language. An upper
 * bound on stability: real tokens come in texts and are alike within one. `blockStability` is less
 * optimistic.
 */
export function tokenStability(
  counts: Counts,
  thresholds: Thresholds,
  options: StabilityOptions = {},
): Stability {
  return stability(counts, thresholds, options, (random) => drawCounts(counts, random, options.tokens));
}

/**
 * Block bootstrap: in every language, as many blocks as are non-empty are drawn with replacement and added
 * up. Blocks are counts of separate stretches of the corpora, e.g. the shards of a run.
 *
 * @throws RangeError for fewer than two blocks, or blocks of different shapes or languages.
 */
export function blockStability(
  blocks: readonly Counts[],
  thresholds: Thresholds,
  options: Omit<StabilityOptions, 'tokens'> = {},
): Stability {
  if (blocks.length < 2) throw new RangeError('A block bootstrap needs at least two blocks.');
  const [first] = blocks;
  const alike = (block: Counts) =>
    block.layers === first.layers &&
    block.dMlp === first.dMlp &&
    block.languages.join() === first.languages.join();
  if (!blocks.every(alike)) throw new RangeError('The blocks are counts of different models or languages.');
  // A small corpus leaves some blocks empty, which are not stretches of text.
  const filled = first.languages.map((_, k) =>
    [...blocks.keys()].filter((index) => blocks[index].tokens[k] > 0),
  );
  return stability(addBlocks(blocks, filled), thresholds, options, (random) =>
    addBlocks(
      blocks,
      filled.map((indices) => indices.map(() => indices[integerBelow(random, indices.length)])),
    ),
  );
}

/**
 * How many tokens would have sufficed: the agreement of sets from fewer tokens with the set from all, by
 * `tokenStability`.
 *
 * @param budgets tokens in each language, e.g. 1000, 10000, 100000
 */
export function tokensEnough(
  counts: Counts,
  thresholds: Thresholds,
  budgets: readonly number[],
  options: Omit<StabilityOptions, 'tokens'> = {},
): { tokens: number; stability: Stability }[] {
  return budgets.map((tokens) => ({
    tokens,
    stability: tokenStability(counts, thresholds, { ...options, tokens }),
  }));
}

function stability(
  counts: Counts,
  thresholds: Thresholds,
  { repetitions = usualRepetitions(counts), seed = 0 }: StabilityOptions,
  again: (random: Random) => Counts,
): Stability {
  const reference = select(counts, thresholds);
  const random = seededRandom(seed);
  const perLanguage: number[][] = counts.languages.map(() => []);
  const all: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    const drawn = select(again(random), thresholds);
    drawn.members.forEach((members, k) => perLanguage[k].push(jaccard(members, reference.members[k])));
    all.push(jaccard(drawn.selected, reference.selected));
  }
  return { perLanguage: perLanguage.map(summary), all: summary(all) };
}

function select(counts: Counts, thresholds: Thresholds): NeuronSets {
  return selectFrom(measureActivations(counts), thresholds);
}

function drawCounts(counts: Counts, random: Random, budget: number | undefined): Counts {
  const { languages, layers, dMlp, overZero } = counts;
  const perLanguage = layers * dMlp;
  const tokens = counts.tokens.map((counted) => budget ?? counted);
  const drawn = new Float64Array(overZero.length);
  for (let k = 0; k < languages.length; k++) {
    for (let i = k * perLanguage; i < (k + 1) * perLanguage; i++) {
      drawn[i] = drawBinomial(random, tokens[k], overZero[i] / counts.tokens[k]);
    }
  }
  return { ...counts, tokens, overZero: drawn };
}

/** @param chosen `[language, draw]` which blocks are added up */
function addBlocks(blocks: readonly Counts[], chosen: readonly number[][]): Counts {
  const [{ languages, layers, dMlp }] = blocks;
  const perLanguage = layers * dMlp;
  const overZero = new Float64Array(languages.length * perLanguage);
  const tokens = new Float64Array(languages.length);
  chosen.forEach((draws, k) => {
    for (const draw of draws) {
      const block = blocks[draw];
      tokens[k] += block.tokens[k];
      for (let i = k * perLanguage; i < (k + 1) * perLanguage; i++) overZero[i] += block.overZero[i];
    }
  });
  return { languages, layers, dMlp, overZero, tokens };
}

function summary(values: readonly number[]): Agreement {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  // NaN: the language has no neurons to find again.
  return Number.isNaN(mean) ? { mean: NaN, low: NaN, high: NaN } : { mean, low: at(0.05), high: at(0.95) };
}
