import type { Measured } from './measured';
import type { NeuronSets } from './select';
import { checkRates, neuronSets } from './select';

/**
 * The baseline LAP, language activation probability: a language's neurons are all that fire on more than a
 * share of its tokens, whatever they do in other languages (arXiv 2402.16438 section 3.1: 95 %). Entropy is
 * ignored, so neurons that are always on belong to every language; LAPE is compared with this.
 *
 * @param share of tokens, absolute and not a quantile
 * @throws RangeError for a share outside [0, 1]
 */
export function selectByProbability(measured: Measured, share = 0.95): NeuronSets {
  checkRates({ share });
  const { peak } = measured;
  const selected = Uint32Array.from(peak.keys()).filter((neuron) => peak[neuron] > share);
  return neuronSets(measured, {
    method: 'lap',
    selected,
    filter: share,
    bar: share,
    wanted: selected.length,
  });
}
