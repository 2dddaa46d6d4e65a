/**
 * A published neuron set with what its file does not say: which languages, and what it was held against. It has no
 * activation probabilities, so that it tells which neurons a language has, and nothing of how active they are.
 */
export interface NeuronSet {
  /** The file it was read from. */
  source: string;
  /** BCP-47, named by the person who imported it. */
  languages: string[];
  /** `[language][layer]` indices within the layer, ascending. */
  neurons: number[][][];
  /** The model that it was held against. */
  model: { name: string; identity: string; layers: number; dMlp: number };
  /**
   * Why it cannot be of that model, in a sentence; undefined where the shapes agree. That two models have one shape does
   * not make them one model.
   */
  mismatch: string | undefined;
}
