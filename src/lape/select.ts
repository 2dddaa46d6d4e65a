import type { Counts } from './counts';
import type { Measured } from './measured';
import { measureActivations } from './measured';
import { roundHalfEven } from './order';
import { smallest } from './smallest';
import type { Thresholds } from './thresholds';

/** How neurons are selected: LAPE, or a method that its paper and its followers compare it with. */
export type SelectionMethod = 'lape' | 'lap' | 'lave' | 'pv' | 'rs' | 'normalised';

/** Language-specific neurons. A neuron is named by its flat index `layer · d_mlp + index`. */
export interface NeuronSets {
  method: SelectionMethod;
  languages: readonly string[];
  layers: number;
  dMlp: number;
  /** Selected neurons, ascending. */
  selected: Uint32Array;
  /** `[selected]` their entropies over languages, in nats, of what the method compares. */
  entropy: Float64Array;
  /** `[language]` the selected neurons that belong to each, ascending. A neuron can belong to several or to none. */
  members: Uint32Array[];
  /** `[language, layer, d_mlp]` activation probabilities, whatever the method compares. */
  probability: Float64Array;
  /**
   * The value a neuron must exceed in some language to be considered (LAPE: the quantile τ of all
   * probabilities).
   */
  filter: number;
  /** The value a neuron must exceed in a language to belong to it (LAPE: a quantile of all probabilities). */
  bar: number;
  /** How many neurons the thresholds ask for; `selected` is shorter when too few pass the filter. */
  wanted: number;
}

/**
 * Scores and selects language-specific neurons by activation probability entropy. Source: LAPE (arXiv
 * 2402.16438) section 2.2 and identify.py of its reference code, except for two defects of that code:
 * languages without neurons are kept, and neurons that fail the filter are never selected to fill a quota.
 * Ties in entropy go to the lower (layer, index), so that the result is stable.
 *
 * @throws RangeError for impossible counts, thresholds outside [0, 1], or fewer than two languages.
 */
export function selectNeurons(counts: Counts, thresholds: Thresholds): NeuronSets {
  checkRates({ ...thresholds });
  return selectFrom(measureActivations(counts), thresholds);
}

/**
 * The thresholds' part of `selectNeurons`: milliseconds, for sliders.
 *
 * @throws RangeError for thresholds outside [0, 1].
 */
export function selectFrom(measured: Measured, thresholds: Thresholds): NeuronSets {
  checkRates({ ...thresholds });
  const { entropy, peak, quantiles } = measured;
  const filter = quantiles.at(thresholds.filterRate);
  const wanted = roundHalfEven(thresholds.topRate * entropy.length);
  const selected = smallest(entropy, wanted, { where: (neuron) => peak[neuron] > filter });
  const bar = quantiles.at(thresholds.activationBar);
  return neuronSets(measured, { method: 'lape', selected, filter, bar, wanted });
}

/** Gives every selected neuron to each language in which its value is strictly above the bar. */
export function neuronSets(
  { languages, layers, dMlp, probability, values, entropy }: Measured,
  chosen: Pick<NeuronSets, 'method' | 'selected' | 'filter' | 'bar' | 'wanted'>,
): NeuronSets {
  const { selected, bar } = chosen;
  return {
    ...chosen,
    languages,
    layers,
    dMlp,
    entropy: Float64Array.from(selected, (neuron) => entropy[neuron]),
    members: languages.map((_, k) => selected.filter((neuron) => values[k * layers * dMlp + neuron] > bar)),
    probability,
  };
}

/** @throws RangeError naming the first that is not a rate */
export function checkRates(rates: Record<string, number>): void {
  for (const [name, value] of Object.entries(rates)) {
    if (!(value >= 0 && value <= 1))
      throw new RangeError(`${name} is ${value}; it must lie between 0 and 1.`);
  }
}
