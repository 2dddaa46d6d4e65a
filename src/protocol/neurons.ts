/**
 * A published neuron set, with what its file does not say: its languages, and the model it was checked
 * against. It has no activation probabilities, so it shows which neurons a language has, but not how active
 * they are.
 */
export interface NeuronSet {
  /** The file it was read from. */
  source: string;
  /** BCP-47, named by the user on import. */
  languages: string[];
  /** `[language][layer]` indices within the layer, ascending. */
  neurons: number[][][];
  /** The model it was checked against. */
  model: { name: string; identity: string; layers: number; dMlp: number };
  /**
   * Why it cannot belong to that model, in a sentence; undefined if the shapes agree. Equal shapes do not
   * prove that it is the same model.
   */
  mismatch: string | undefined;
}
