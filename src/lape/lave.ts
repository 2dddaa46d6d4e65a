import type { Counts } from './counts';
import type { Measured } from './measured';
import { measureValues } from './measured';
import { roundHalfEven } from './order';
import type { NeuronSets } from './select';
import type { Thresholds } from './thresholds';
import { checkRates, neuronSets } from './select';
import { smallest } from './smallest';

/** What a counting run measured, with the activations themselves. */
export interface ActivationCounts extends Counts {
  /** `[language, layer, d_mlp]` sums of activations over all counted tokens. */
  activationSum: Float64Array;
}

/**
 * Mean activations in place of probabilities, for the baseline LAVE. SiLU and GELU are slightly negative when
 * a neuron is off, and an entropy needs shares: means below 0 count as 0. (The paper leaves this open.)
 *
 * @throws RangeError as `measureActivations`
 */
export function measureMeans(counts: ActivationCounts): Measured {
  const { activationSum, tokens, layers, dMlp } = counts;
  const perLanguage = layers * dMlp;
  const means = new Float64Array(activationSum.length);
  for (let i = 0; i < means.length; i++) {
    means[i] = Math.max(0, activationSum[i] / tokens[Math.floor(i / perLanguage)]);
  }
  return measureValues(counts, means);
}

/**
 * The baseline LAVE, language activation value entropy: LAPE with mean activations instead of probabilities,
 * including quantiles and bar (arXiv 2402.16438 section 3.1). Many neurons have a positive mean in one
 * language only and so the same entropy 0: among equals the one with the largest mean goes first.
 *
 * @param means of `measureMeans`
 * @throws RangeError for thresholds outside [0, 1]
 */
export function selectByMean(means: Measured, thresholds: Thresholds): NeuronSets {
  checkRates({ ...thresholds });
  const { entropy, peak, quantiles } = means;
  const filter = quantiles.at(thresholds.filterRate);
  const wanted = roundHalfEven(thresholds.topRate * entropy.length);
  const where = (neuron: number) => peak[neuron] > filter;
  const selected = smallest(entropy, wanted, { where, preferring: peak });
  const bar = quantiles.at(thresholds.activationBar);
  return neuronSets(means, { method: 'lave', selected, filter, bar, wanted });
}
