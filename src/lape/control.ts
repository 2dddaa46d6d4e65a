import type { NeuronSets } from './select';
import { integerBelow, seededRandom } from './random';

/**
 * The baseline RS, random selection: a control of the same size for each language in each layer (arXiv 2402.16438
 * section 3.1). Every selected neuron is exchanged for another of its layer, drawn without repetition, so that
 * languages share as many neurons in the control as in the set. A control that contained what it controls for would
 * share its effect: selected neurons are not drawn, unless a layer has too few others.
 *
 * @param seed the same seed gives the same control
 */
export function randomControl(sets: NeuronSets, seed: number): NeuronSets {
  const { layers, dMlp, selected, members, languages, probability } = sets;
  const random = seededRandom(seed);
  const exchanged = new Map<number, number>();
  for (let layer = 0; layer < layers; layer++) {
    const own = selected.filter((neuron) => Math.floor(neuron / dMlp) === layer);
    const taken = new Set(own);
    const all = Array.from({ length: dMlp }, (_, index) => layer * dMlp + index);
    const others = all.filter((neuron) => !taken.has(neuron));
    const urn = others.length >= own.length ? others : all;
    own.forEach((neuron, i) => {
      const drawn = i + integerBelow(random, urn.length - i);
      exchanged.set(neuron, urn[drawn]);
      urn[drawn] = urn[i];
    });
  }
  const swap = (neurons: Uint32Array) => neurons.map((neuron) => exchanged.get(neuron)!).sort();
  const control = swap(selected);
  return {
    ...sets,
    method: 'rs',
    selected: control,
    entropy: Float64Array.from(control, (neuron) => entropyAt(probability, neuron, languages.length)),
    members: members.map(swap),
  };
}

/** In nats; +∞ for a neuron that never fires. */
function entropyAt(probability: Float64Array, neuron: number, languages: number): number {
  const size = probability.length / languages;
  let sum = 0;
  for (let k = 0; k < languages; k++) sum += probability[k * size + neuron];
  if (sum === 0) return Number.POSITIVE_INFINITY;
  let entropy = 0;
  for (let k = 0; k < languages; k++) {
    const share = probability[k * size + neuron] / sum;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return entropy;
}
