/** Steering and generating: what travels between a host and the engine for `steering`, `generate` and `score`. */

import type { Intervention } from '../steering/methods';
import type { Sampling } from '../steering/options';
import type { Finish } from '../steering/trials';

export interface GenerateRequest {
  /** A text, or the token ids that the model reads as they are (no beginning-of-text token is added to ids). */
  prompt: string | Int32Array;
  /** Control tokens spelt out in a text prompt are those tokens: for prompts made by a chat template. */
  parseSpecial?: boolean;
  /** The prompt, a text, is one message of a person: it is put into the model's chat template, which it must have. */
  chat?: boolean;
  /** null: the plain model. */
  intervention: Intervention | null;
  sampling: Sampling;
  /** Most tokens to generate. */
  maxTokens: number;
  /** Generation ends before the first of these strings; it is not part of the text. */
  stop: string[];
  /** Nobody looks at its tokens: activity, share and plainLogProbability stay empty, which is faster. */
  textOnly?: boolean;
}

/** What has come since the last part, as it streams. */
export interface GenerationPart {
  /** Whole characters only; the parts together are the result's text, unless a stop string cut it. */
  text: string;
  /** Tokens since the last part; their text can still be held back until its last character is whole. */
  ids: Int32Array;
}

/** One finished generation. Ranges and activity are of generated tokens only. */
export interface Generation {
  /** `[pos]` the tokens that the model was given, with a beginning-of-text token where it has one. */
  promptIds: Int32Array;
  /** `[pos]` generated tokens; an end-of-text token is left out. */
  ids: Int32Array;
  /** The continuation alone. */
  text: string;
  /** `[pos]` UTF-16 ranges into `text`; tokens inside one character share its range. */
  start: Uint32Array;
  end: Uint32Array;
  /** `[pos]` natural log of the token's probability in this run: of the whole distribution, before sampling's cuts. */
  logProbability: Float32Array;
  /**
   * `[pos]` the same under the plain model reading the same tokens; equal to the above for a plain run; empty with
   * `textOnly`.
   */
  plainLogProbability: Float32Array;
  languages: string[];
  /**
   * `[pos, language]` activity and share as in `Inspection`, as the plain model reads prompt and continuation (the
   * intervention is not in effect); empty without an atlas.
   */
  activity: Float32Array;
  share: Float32Array;
  finish: Finish;
  /**
   * The first generated token (from 0) at which the intervention changed any logit; −1: it changed none in the whole
   * run, which a person must be told; null for a plain run.
   */
  changedAt: number | null;
  /** Neurons and residual coordinates that the intervention touches; 0 for a plain run. */
  touched: { neurons: number; residual: number };
  /** From the request's arrival to the first token, in milliseconds; 0 when there is none. */
  firstTokenMilliseconds: number;
  /** Of the tokens after the first; NaN for fewer than two. */
  tokensPerSecond: number;
  /** Sentences a person should read. */
  warnings: string[];
}

export interface ScoreRequest {
  /** Each is read on its own, by the plain model. */
  texts: {
    text: string | Int32Array;
    /** Read before the text as its context and not scored; default: nothing but the beginning of text. */
    after?: string | Int32Array;
  }[];
}

/** How likely the plain model finds a text. */
export interface Score {
  /** `[pos]` */
  ids: Int32Array;
  /** `[pos]` natural log of each token's probability given those before it; NaN for a token that nothing precedes. */
  logProbability: Float32Array;
  /** Tokens that have a probability. */
  tokens: number;
  /** Mean negative log-likelihood, in nats per token; NaN without tokens. */
  nll: number;
  /** exp(nll), per token. */
  perplexity: number;
}
