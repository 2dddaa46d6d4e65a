import type { Intervention } from './methods';
import type { Sampling } from './options';

/**
 * Why a generation ended: `length` maxTokens reached, `stop` a stop string, `end` the model's end-of-text token,
 * `context` the model's context is full, `cancelled` the caller asked to stop, `not-a-number` the intervention broke
 * the model's arithmetic (a warning says so). The text so far is kept in every case.
 */
export type Finish = 'length' | 'stop' | 'end' | 'context' | 'cancelled' | 'not-a-number';

/** Prompts to continue under one intervention: the building block of a sweep. */
export interface TrialsRequest {
  prompts: string[];
  /** null: the plain model. */
  intervention: Intervention | null;
  /** Every prompt starts from the same seed. */
  sampling: Sampling;
  maxTokens: number;
}

/** A prompt's continuation, and how likely the plain model finds it on its own. */
export interface Trial {
  text: string;
  finish: Finish;
  /** As `Generation.changedAt`. */
  changedAt: number | null;
  /** As `Score.tokens` and `Score.nll`. */
  tokens: number;
  nll: number;
}
