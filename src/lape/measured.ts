import type { Counts } from './counts';
import { activationProbabilities } from './counts';
import type { Quantiles } from './quantiles';
import { prepareQuantiles } from './quantiles';

/**
 * A measure of every neuron in every language, with everything precomputed that does not depend on
 * thresholds. Applying thresholds (`selectFrom`) takes milliseconds.
 */
export interface Measured {
  languages: readonly string[];
  layers: number;
  dMlp: number;
  /** `[language, layer, d_mlp]` activation probabilities. */
  probability: Float64Array;
  /** `[language, layer, d_mlp]` what is compared between languages, ≥ 0: for LAPE the probabilities themselves. */
  values: Float64Array;
  /** `[layer, d_mlp]` entropy in nats of the values over languages, scaled to sum 1; +∞ where all are 0. */
  entropy: Float64Array;
  /** `[layer, d_mlp]` largest value over languages. */
  peak: Float64Array;
  /** Of `values`. */
  quantiles: Quantiles;
}

/**
 * Activation probabilities and their entropies (LAPE, arXiv 2402.16438, eq. 3–5), before any threshold.
 *
 * @throws RangeError for impossible counts, or fewer than two languages.
 */
export function measureActivations(counts: Counts): Measured {
  return measure(counts, activationProbabilities(counts));
}

/**
 * The same with other values than probabilities, e.g. mean activations.
 *
 * @param values `[language, layer, d_mlp]`, ≥ 0
 * @throws RangeError for impossible counts or values, or fewer than two languages.
 */
export function measureValues(counts: Counts, values: Float64Array): Measured {
  if (values.length !== counts.overZero.length) {
    throw new RangeError('The values do not have the shape [language, layer, d_mlp].');
  }
  for (let i = 0; i < values.length; i++) {
    if (!(values[i] >= 0 && values[i] < Infinity)) {
      throw new RangeError(`A neuron's value is ${values[i]}; it must be a number from 0.`);
    }
  }
  return measure(counts, activationProbabilities(counts), values);
}

function measure(counts: Counts, probability: Float64Array, values = probability): Measured {
  const { languages, layers, dMlp } = counts;
  if (languages.length < 2) throw new RangeError('LAPE compares languages: it needs at least two.');
  const { entropy, peak } = entropyAndPeak(values, languages.length, layers * dMlp);
  const most = peak.reduce((largest, value) => Math.max(largest, value), 0);
  const quantiles = prepareQuantiles(values, most);
  return { languages, layers, dMlp, probability, values, entropy, peak, quantiles };
}

function entropyAndPeak(values: Float64Array, languages: number, neurons: number) {
  const entropy = new Float64Array(neurons);
  const peak = new Float64Array(neurons);
  for (let neuron = 0; neuron < neurons; neuron++) {
    let sum = 0;
    let most = 0;
    // −Σ p' ln p' with p' = p / s equals ln s − (Σ p ln p) / s: one pass, no second array.
    let sumOfLogs = 0;
    for (let at = neuron, k = 0; k < languages; k++, at += neurons) {
      const p = values[at];
      if (p > most) most = p;
      if (p > 0) {
        sum += p;
        sumOfLogs += p * Math.log(p);
      }
    }
    // Twelve decimals, so ties are decided by index, not by the order of summing up languages.
    entropy[neuron] =
      sum > 0
        ? Math.max(0, Math.round((Math.log(sum) - sumOfLogs / sum) * 1e12) / 1e12)
        : Number.POSITIVE_INFINITY;
    peak[neuron] = most;
  }
  return { entropy, peak };
}
