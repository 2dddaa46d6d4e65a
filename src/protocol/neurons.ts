import type { Failure } from '../rpc/failure';

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

export interface NeuronsSnapshot {
  /** The file's name. */
  name: string;
  /** Undefined where the file cannot be read. */
  set: NeuronSet | undefined;
  failure: Failure | undefined;
}

export interface NeuronsHostMethods {
  /** The page begins; the file does not change under it. */
  ready(request: null): NeuronsSnapshot;
}

/** The host calls nothing on the page. */
export type NeuronsPageMethods = Record<never, never>;
