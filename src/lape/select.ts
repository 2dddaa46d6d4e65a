import type { Counts } from './counts';
import { activationProbabilities } from './counts';
import { kthSmallest, roundHalfEven } from './order';

/** The three numbers that are a person's to set; the paper's are 0.01, 0.95, 0.95. */
export interface SelectionThresholds {
  topRate: number;
  filterRate: number;
  activationBar: number;
}

/** Language-specific neurons. A neuron is named by its flat index `layer · d_mlp + index`. */
export interface NeuronSets {
  languages: readonly string[];
  layers: number;
  dMlp: number;
  /** Selected neurons, ascending. */
  selected: Uint32Array;
  /** `[selected]` their entropies, in nats. */
  entropy: Float64Array;
  /** `[language]` the selected neurons that belong to each, ascending. A neuron can belong to several or to none. */
  members: Uint32Array[];
  /** `[language, layer, d_mlp]` activation probabilities. */
  probability: Float64Array;
  /** Quantile of all probabilities that a neuron must exceed somewhere (τ). */
  filter: number;
  /** Quantile of all probabilities from which a neuron belongs to a language. */
  bar: number;
  /** How many neurons the top rate asks for; `selected` is shorter when too few pass the filter. */
  wanted: number;
}

/**
 * Scores and selects language-specific neurons by activation probability entropy.
 * Source: LAPE (arXiv 2402.16438) section 2.2 and identify.py of its reference code, but for two defects of that
 * code: languages without neurons are kept, and neurons that fail the filter are never selected to fill a quota.
 * Ties in entropy go to the lower (layer, index), so that the result is stable.
 *
 * @throws RangeError for counts that cannot be, thresholds outside [0, 1], or fewer than two languages.
 */
export function selectNeurons(counts: Counts, thresholds: SelectionThresholds): NeuronSets {
  const { languages, layers, dMlp } = counts;
  for (const [name, value] of Object.entries(thresholds)) {
    if (!(value >= 0 && value <= 1))
      throw new RangeError(`${name} is ${value}; it must lie between 0 and 1.`);
  }
  if (languages.length < 2) throw new RangeError('LAPE compares languages: it needs at least two.');
  const probability = activationProbabilities(counts);
  const neurons = layers * dMlp;
  const filter = quantile(probability, thresholds.filterRate);
  const bar =
    thresholds.activationBar === thresholds.filterRate
      ? filter
      : quantile(probability, thresholds.activationBar);

  const entropies = activationEntropy(probability, languages.length, neurons, filter);
  const wanted = roundHalfEven(thresholds.topRate * neurons);
  const selected = smallestFinite(entropies, wanted);
  return {
    languages,
    layers,
    dMlp,
    selected,
    entropy: Float64Array.from(selected, (neuron) => entropies[neuron]),
    members: languages.map((_, k) => selected.filter((neuron) => probability[k * neurons + neuron] > bar)),
    probability,
    filter,
    bar,
    wanted,
  };
}

/** The round(rate · n)-th smallest of all probabilities, 1-indexed; 0 for rank 0: whatever fires at all exceeds it. */
function quantile(probability: Float64Array, rate: number): number {
  const rank = roundHalfEven(rate * probability.length);
  return rank < 1 ? 0 : kthSmallest(probability.slice(), rank);
}

/**
 * Entropy in nats of each neuron's probabilities over languages, scaled to sum 1; +∞ where no language exceeds
 * `filter` or the neuron never fires. `[layer, d_mlp]`
 */
export function activationEntropy(
  probability: Float64Array,
  languages: number,
  neurons: number,
  filter: number,
): Float64Array {
  const entropy = new Float64Array(neurons);
  for (let neuron = 0; neuron < neurons; neuron++) {
    let sum = 0;
    let most = 0;
    // Σ p' ln p' with p' = p / s equals (Σ p ln p) / s − ln s: one pass, no second array.
    let sumOfLogs = 0;
    for (let k = 0; k < languages; k++) {
      const p = probability[k * neurons + neuron];
      if (p > most) most = p;
      if (p > 0) {
        sum += p;
        sumOfLogs += p * Math.log(p);
      }
    }
    // Twelve decimals: ties are then decided by index, not by the order in which languages were added up.
    entropy[neuron] =
      most > filter && sum > 0
        ? Math.max(0, Math.round((Math.log(sum) - sumOfLogs / sum) * 1e12) / 1e12)
        : Number.POSITIVE_INFINITY;
  }
  return entropy;
}

/** Indices of the `count` smallest finite values, ascending by index; fewer where fewer are finite. */
function smallestFinite(values: Float64Array, count: number): Uint32Array {
  const finite = values.filter(Number.isFinite);
  const take = Math.min(count, finite.length);
  if (take === 0) return new Uint32Array();
  const last = kthSmallest(finite, take);
  let below = 0;
  for (const value of values) if (value < last) below++;
  let ties = take - below;
  const indices = new Uint32Array(take);
  let next = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < last || (values[i] === last && ties-- > 0)) indices[next++] = i;
  }
  return indices;
}
