import { randomControl } from './control';
import { selectByProbability } from './lap';
import type { ActivationCounts } from './lave';
import { measureMeans, selectByMean } from './lave';
import { measureActivations } from './measured';
import { selectNormalised } from './normalised';
import type { NeuronSets } from './select';
import type { Thresholds } from './thresholds';
import { selectFrom } from './select';

/** The methods that need nothing but an atlas. */
export const atlasMethods = ['lape', 'lap', 'lave', 'normalised', 'rs'] as const;
export type AtlasMethod = (typeof atlasMethods)[number];

/** Settings of individual methods. */
export interface MethodOptions {
  /** λ of the normalised variant. */
  weight?: number;
  /** Share of tokens above which LAP takes a neuron. */
  share?: number;
  /** Of the random control. */
  seed?: number;
}

/**
 * Selects neurons by any method an atlas allows. `rs` is the random control of the LAPE set at the same
 * thresholds.
 *
 * @throws RangeError for impossible counts or thresholds
 */
export function selectByMethod(
  counts: ActivationCounts,
  method: AtlasMethod,
  thresholds: Thresholds,
  { weight, share, seed = 0 }: MethodOptions = {},
): NeuronSets {
  switch (method) {
    case 'lape':
      return selectFrom(measureActivations(counts), thresholds);
    case 'lap':
      return selectByProbability(measureActivations(counts), share);
    case 'lave':
      return selectByMean(measureMeans(counts), thresholds);
    case 'normalised':
      return selectNormalised(measureActivations(counts), thresholds, weight);
    case 'rs':
      return randomControl(selectFrom(measureActivations(counts), thresholds), seed);
  }
}
