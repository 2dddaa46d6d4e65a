/** Steering and generating: what travels between a host and the engine for `steering`, `generate` and `score`. */

import type { Intervention } from '../steering/methods';
import type { Sampling } from '../steering/options';
import type { Finish } from '../steering/trials';

export interface GenerateRequest {
  /**
   * A text, or token ids that are given to the model unchanged (no beginning-of-text token is added to ids).
   */
  prompt: string | Int32Array;
  /** Parse control tokens spelt out in a text prompt: for prompts made by a chat template. */
  parseSpecial?: boolean;
  /**
   * The prompt, a text, is one user message: it is formatted with the model's chat template, which must
   * exist.
   */
  chat?: boolean;
  /** null: the plain model. */
  intervention: Intervention | null;
  sampling: Sampling;
  /** Maximum number of tokens to generate. */
  maxTokens: number;
  /** Generation ends before the first of these strings; it is not part of the text. */
  stop: string[];
  /** Skip the analysis of tokens: activity, share and plainLogProbability stay empty, which is faster. */
  textOnly?: boolean;
}

/** The output since the last part, as it streams. */
export interface GenerationPart {
  /** Whole characters only; the parts together are the result's text, unless a stop string cut it. */
  text: string;
  /** Tokens since the last part; their text may be held back until its last character is complete. */
  ids: Int32Array;
}

/** One finished generation. Ranges and activity cover generated tokens only. */
export interface Generation {
  /** `[pos]` the tokens given to the model, with a beginning-of-text token if it has one. */
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
   * The first generated token (from 0) at which the intervention changed any logit; −1 if it changed none in
   * the whole run, which the user must be told; null for a plain run.
   */
  changedAt: number | null;
  /** Neurons and residual coordinates that the intervention affects; 0 for a plain run. */
  touched: { neurons: number; residual: number };
  /** From the request's arrival to the first token, in milliseconds; 0 when there is none. */
  firstTokenMilliseconds: number;
  /** Of the tokens after the first; NaN for fewer than two. */
  tokensPerSecond: number;
  /** Sentences for the user to read. */
  warnings: string[];
}

export interface ScoreRequest {
  /** Each is read on its own, by the plain model. */
  texts: {
    text: string | Int32Array;
    /**
     * Read before the text as its context, without being scored; default: only the beginning-of-text token.
     */
    after?: string | Int32Array;
  }[];
}

/** How likely the plain model finds a text. */
export interface Score {
  /** `[pos]` */
  ids: Int32Array;
  /**
   * `[pos]` natural log of each token's probability given those before it; NaN for a token with none before
   * it.
   */
  logProbability: Float32Array;
  /** Tokens that have a probability. */
  tokens: number;
  /** Mean negative log-likelihood, in nats per token; NaN without tokens. */
  nll: number;
  /** exp(nll), per token. */
  perplexity: number;
}
