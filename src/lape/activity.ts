import type { NeuronSets } from './select';

/**
 * The average behaviour of a language's neurons, over the whole model and in each layer: the scale for a
 * token's activity.
 */
export interface ActivityScale {
  /** `[language]` mean p of the language's neurons in the language itself: where activity is 1. */
  own: Float64Array;
  /** `[language]` mean p of the language's neurons over the other languages: where activity is 0. */
  others: Float64Array;
  /** `[layer, language]` the same with the layer's neurons alone; NaN if the language has none there. */
  ownByLayer: Float64Array;
  othersByLayer: Float64Array;
  /** `[layer, language]` how many neurons the language has in the layer. */
  neuronsByLayer: Uint32Array;
}

/** Computes the scale of every language from the atlas's own probabilities. */
export function activityScale(sets: NeuronSets): ActivityScale {
  const { languages, layers, dMlp, members, probability } = sets;
  const count = languages.length;
  const own = new Float64Array(count);
  const others = new Float64Array(count);
  const ownByLayer = new Float64Array(layers * count);
  const othersByLayer = new Float64Array(layers * count);
  const neuronsByLayer = new Uint32Array(layers * count);
  members.forEach((neurons, k) => {
    for (const neuron of neurons) {
      const cell = Math.floor(neuron / dMlp) * count + k;
      let elsewhere = 0;
      for (let l = 0; l < count; l++) if (l !== k) elsewhere += probability[l * layers * dMlp + neuron];
      ownByLayer[cell] += probability[k * layers * dMlp + neuron];
      othersByLayer[cell] += elsewhere / (count - 1);
      neuronsByLayer[cell]++;
    }
    for (let layer = 0; layer < layers; layer++) {
      own[k] += ownByLayer[layer * count + k] / neurons.length;
      others[k] += othersByLayer[layer * count + k] / neurons.length;
    }
  });
  for (let cell = 0; cell < neuronsByLayer.length; cell++) {
    ownByLayer[cell] /= neuronsByLayer[cell];
    othersByLayer[cell] /= neuronsByLayer[cell];
  }
  return { own, others, ownByLayer, othersByLayer, neuronsByLayer };
}

/**
 * Places a share of active neurons between what is usual in other languages (0) and in the language itself (1).
 * Not clipped: a token can fire more of them than is usual even at home. NaN without neurons.
 */
export function scaleActivity(share: number, own: number, others: number): number {
  // Neurons shared by close relatives can be as active elsewhere as at home; a tiny gap would only amplify
  // noise.
  return (share - others) / Math.max(own - others, 0.02);
}
