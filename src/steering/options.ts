import type { LayerRange } from './layer-range';
import type { SwitchingMethod } from './methods';

/** How the next token is chosen. */
export interface Sampling {
  /** 0 always takes the most probable token (greedy). */
  temperature: number;
  /** Only the k most probable tokens; 0: all. */
  topK: number;
  /** Only the most probable tokens that together reach this probability; 1: all. Applied after topK. */
  topP: number;
  /**
   * Divides the positive and multiplies the negative logits of tokens already in the text (CTRL, arXiv
   * 1909.05858); 1: none.
   */
  repetitionPenalty: number;
  /** The same seed draws the same numbers in the plain and the steered run. */
  seed: number;
}

/** The options for steering the open model. */
export interface SteeringOptions {
  /** BCP-47 tags, in the atlas's order. */
  languages: string[];
  /** `[language]` neurons at the thresholds; methods on neurons refuse a language with 0. */
  neurons: number[];
  layers: number;
  dModel: number;
  dMlp: number;
  /** Longest prompt and continuation together, in tokens. */
  context: number;
  /**
   * The best setting known for this model: from `steering.json` in its folder, else DiffMean at the middle
   * layer with strength 1. `known` says which.
   */
  best: { method: SwitchingMethod; layers: LayerRange; strength: number; known: boolean };
  /** The model's own, from generation_config.json if it has one, with seed 0. */
  sampling: Sampling;
  /** The model has a chat template, so a prompt can be given to it as a message. */
  chat: boolean;
}
