import type { Counts } from './counts';
import { measureValues } from './measured';
import type { NeuronSets } from './select';
import type { Thresholds } from './thresholds';
import { selectFrom } from './select';

/**
 * How far tuning moved each neuron: ‖after − before‖ / ‖before‖ of its weights, `[neuron]`. A neuron whose
 * weights were all 0 counts as moved by ‖after‖.
 *
 * @param before `[neuron, width]` the weights that belong to a neuron, e.g. its rows of gate and up
 * projection and its column of the down projection, in one model
 * @param after the same in the model tuned on one language
 * @throws RangeError if the shapes do not match
 */
export function weightChange(before: Float32Array, after: Float32Array, width: number): Float64Array {
  const neurons = before.length / width;
  if (!Number.isInteger(neurons) || after.length !== before.length) {
    throw new RangeError('The weights of both models must have the shape [neuron, width].');
  }
  const change = new Float64Array(neurons);
  for (let neuron = 0; neuron < neurons; neuron++) {
    let moved = 0;
    let norm = 0;
    for (let i = neuron * width; i < (neuron + 1) * width; i++) {
      moved += (after[i] - before[i]) ** 2;
      norm += before[i] ** 2;
    }
    change[neuron] = Math.sqrt(norm > 0 ? moved / norm : moved);
  }
  return change;
}

/**
 * The baseline PV, parameter variation: neurons that tuning on one language, or on few, moved and tuning on
 * the others did not (arXiv 2402.16438 section 3.1). Concentration is measured as LAPE measures it, by the
 * entropy over languages, with the same filter and bar.
 *
 * @param counts of the base model, for the probabilities that views show
 * @param change `[language, layer, d_mlp]` of `weightChange`, one tuned model per language
 * @throws RangeError for impossible values or thresholds
 */
export function selectByVariation(counts: Counts, change: Float64Array, thresholds: Thresholds): NeuronSets {
  return { ...selectFrom(measureValues(counts, change), thresholds), method: 'pv' };
}
