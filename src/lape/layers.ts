import type { NeuronSets } from './select';

/** The distribution of a set's neurons over layers. */
export interface LayerCounts {
  /** `[layer, language]` */
  perLanguage: Uint32Array;
  /**
   * `[layer]` selected neurons, each counted once, including those that belong to no language or to several.
   */
  selected: Uint32Array;
}

/** Counts a set's neurons in every layer. */
export function countByLayer({ languages, layers, dMlp, members, selected }: NeuronSets): LayerCounts {
  const perLanguage = new Uint32Array(layers * languages.length);
  members.forEach((neurons, k) => {
    for (const neuron of neurons) perLanguage[Math.floor(neuron / dMlp) * languages.length + k]++;
  });
  const inLayer = new Uint32Array(layers);
  for (const neuron of selected) inLayer[Math.floor(neuron / dMlp)]++;
  return { perLanguage, selected: inLayer };
}
