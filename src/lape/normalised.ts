import type { Measured } from './measured';
import { roundHalfEven } from './order';
import type { NeuronSets } from './select';
import type { Thresholds } from './thresholds';
import { checkRates, neuronSets } from './select';
import { smallest } from './smallest';

/** Entropy and probability both range over [0, 1] in the score: equal weight. */
export const defaultWeight = 1;

/**
 * A variant of LAPE that rewards activity instead of filtering by it: the lowest H / ln K − λ · max p are selected.
 * Source: "How does Alignment Enhance LLMs' Multilingual Capabilities?" (AAAI 2026) and identify.py of its code
 * (NJUNLP/Language-Neurons-Alignment), whose λ is ours times (1 + 1/2 + … + 1/K) / K. There is no filter, but a
 * neuron that never fires is out; the activation bar is LAPE's.
 *
 * @param weight λ, ≥ 0
 * @throws RangeError for thresholds outside [0, 1] or a negative weight
 */
export function selectNormalised(
  measured: Measured,
  thresholds: Thresholds,
  weight = defaultWeight,
): NeuronSets {
  checkRates({ ...thresholds });
  if (!(weight >= 0 && weight < Infinity))
    throw new RangeError(`λ is ${weight}; it must be a number from 0.`);
  const { languages, entropy, peak, quantiles } = measured;
  const largest = Math.log(languages.length);
  // Rounded like the entropies, so that ties are decided by index.
  const score = entropy.map((h, neuron) => Math.round((h / largest - weight * peak[neuron]) * 1e12) / 1e12);
  const wanted = roundHalfEven(thresholds.topRate * entropy.length);
  const selected = smallest(score, wanted);
  const bar = quantiles.at(thresholds.activationBar);
  return neuronSets(measured, { method: 'normalised', selected, filter: 0, bar, wanted });
}
