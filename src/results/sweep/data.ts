import type { LayerRange } from '../../steering/layer-range';
import type { SwitchingMethod } from '../../steering/methods';

/** A sweep: every way of steering under comparison, tried on every pair of languages with every prompt. */

export type SweepPair = readonly [source: string, target: string];

/** One way of steering. */
export interface SweepSetting {
  /** `diffmean × 1`, `diffmean × 1 at 4–6` or `diffmean × 1, random control`; unique within a sweep. */
  name: string;
  method: SwitchingMethod;
  strength: number;
  /** Undefined: the best layers known for the model, or the method's own. */
  layers?: LayerRange | undefined;
  /** Seed of the random intervention of equal size that replaces it. */
  control?: number | undefined;
}

/** The language identified for a text. */
export interface SweepLanguage {
  tag: string;
  /** 0–1 */
  confidence: number;
  /** Too short or too mixed to rely on. */
  unsure: boolean;
}

/** The outcome of one run of a sweep; plain JSON, one line of its file. */
export interface SweepRow {
  id: string;
  /** null for the plain continuation of a prompt. */
  setting: string | null;
  source: string;
  target: string | null;
  prompt: string;
  text: string;
  written: SweepLanguage | null;
  /** Of the continuation alone, under the plain model; nll in nats per token, null if it has no tokens. */
  tokens: number;
  nll: number | null;
  finish: string;
  /** As `Generation.changedAt`. */
  changedAt: number | null;
}

/** A share of trials with its confidence interval. */
export interface Proportion {
  successes: number;
  trials: number;
  /** successes / trials; NaN without trials. */
  rate: number;
  /** 95 % Wilson interval: 0–1 without trials. */
  low: number;
  high: number;
}

/** How well a setting steers over a number of trials. */
export interface SteeringScore {
  /** Continuations reliably identified as the target language. */
  success: Proportion;
  /** Number of trials whose language is unsure. */
  unsure: number;
  /** Perplexity per token of all steered continuations over that of the plain ones. */
  relativePerplexity: number;
  /** 1 / relativePerplexity, at most 1. */
  fluency: number;
  /** Harmonic mean of success and fluency, after the harmonic mean of CLaS-Bench (arXiv 2601.08331). */
  score: number;
}

/** A setting on one pair, or on all of them if source and target are null. */
export interface SweepLine {
  /** null: the plain continuations; their success is how often a prompt switches to the target on its own. */
  setting: string | null;
  source: string | null;
  target: string | null;
  score: SteeringScore;
  /** Runs in which the intervention changed no logit. */
  unchanged: number;
  /** Runs that ended because the model's output was no longer a number. */
  broken: number;
}
