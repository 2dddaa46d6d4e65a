/** Steering and generating: what travels between a host and the engine for `steering`, `generate` and `score`. */

/** First and last layer, both included, counted from 0. */
export type LayerRange = [first: number, last: number];

export interface NeuronReference {
  layer: number;
  /** Within the layer, below d_mlp. */
  index: number;
}

/** Switches a language's own neurons: activation := value on every `off` neuron, then something on every `on` neuron. */
export interface NeuronIntervention {
  /** Languages whose neurons are switched off, BCP-47 tags of the atlas; may be empty. */
  off: string[];
  /** Languages whose neurons are switched on; may be empty. */
  on: string[];
  /** What deactivated neurons give: 0 (the paper), or below (others use −1 and −2.5). */
  value: number;
  /** `replace`, `add`: times the target's mean activation; `amplify`: times the activation itself. */
  strength: number;
  /**
   * Neurons of both an `off` and an `on` language. `off-then-on`: deactivated first, then activated, as in Language
   * Arithmetics (arXiv 2507.22608); `off`, `on`: only that; `untouched`: neither.
   */
  shared: 'off-then-on' | 'off' | 'on' | 'untouched';
  /** Default: all layers. */
  layers?: LayerRange;
}

/** Moves the residual stream, at every position, from the `off` languages' mean towards the `on` languages'. */
export interface ResidualIntervention {
  /** Languages to leave; empty: the mean of all languages that are not `on`. */
  off: string[];
  /** Languages to reach; empty: the mean of all languages that are not `off`. */
  on: string[];
  /** α, times the difference of means. */
  strength: number;
  /** The layers whose outputs are moved; default: the layer of `SteeringOptions.best`. Several layers add up. */
  layers?: LayerRange;
}

/** Everything that can be done to a model, but for its random control. */
export type DirectedIntervention =
  /** Deactivates the neurons of the `off` languages (LAPE, arXiv 2402.16438, section 4). */
  | { method: 'off'; off: string[]; value: number; layers?: LayerRange }
  /** Activates by setting to strength × the target's mean activation, after deactivation. */
  | ({ method: 'replace' } & NeuronIntervention)
  /** Activates by adding strength × the target's mean activation, after deactivation (arXiv 2507.22608). */
  | ({ method: 'add' } & NeuronIntervention)
  /** Multiplies the `on` languages' activations by strength, after deactivation (arXiv 2507.22581). */
  | ({ method: 'amplify' } & NeuronIntervention)
  /** Adds strength × (mean residual of `on` − of `off`) to the output of a layer (arXiv 2601.08331). */
  | ({ method: 'diffmean' } & ResidualIntervention)
  /** DiffMean on its largest `dimensions` coordinates only (after arXiv 2510.07213, which overwrites them). */
  | ({ method: 'sparse'; dimensions: number } & ResidualIntervention)
  /** Single neurons: activation · scale + offset; off is scale 0 and offset 0. */
  | { method: 'neurons'; neurons: NeuronReference[]; scale: number; offset: number };

/**
 * What a person wants done to the model while it generates; plain JSON.
 * `random` is the control that every result needs: as many neurons in the same layers, drawn at random outside the
 * set, with the same operation; for residual methods a random direction of the same length.
 */
export type Intervention =
  DirectedIntervention | { method: 'random'; like: DirectedIntervention; seed: number };

/** How the next token is chosen. */
export interface Sampling {
  /** 0 takes the most probable token, always (greedy). */
  temperature: number;
  /** Only the k most probable tokens; 0: all. */
  topK: number;
  /** Only the most probable tokens that together reach this probability; 1: all. Applied after topK. */
  topP: number;
  /** Divides the positive and multiplies the negative logits of tokens already there (CTRL, arXiv 1909.05858); 1: none. */
  repetitionPenalty: number;
  /** The same seed draws the same numbers in the plain and the steered run. */
  seed: number;
}

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

/**
 * Why a generation ended: `length` maxTokens reached, `stop` a stop string, `end` the model's end-of-text token,
 * `context` the model's context is full, `cancelled` the caller asked to stop, `not-a-number` the intervention broke
 * the model's arithmetic (a warning says so). The text so far is kept in every case.
 */
export type Finish = 'length' | 'stop' | 'end' | 'context' | 'cancelled' | 'not-a-number';

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

/** Prompts to continue under one intervention: what a sweep is made of. */
export interface TrialsRequest {
  prompts: string[];
  /** null: the plain model. */
  intervention: Intervention | null;
  /** Every prompt draws the numbers of the seed anew. */
  sampling: Sampling;
  maxTokens: number;
}

/** A prompt's continuation, and how likely the plain model finds it as a text of its own. */
export interface Trial {
  text: string;
  finish: Finish;
  /** As `Generation.changedAt`. */
  changedAt: number | null;
  /** As `Score.tokens` and `Score.nll`. */
  tokens: number;
  nll: number;
}

/** What there is to steer with, for the model that is open. */
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
   * The best setting known for this model: from `steering.json` in its folder, else DiffMean at the middle layer with
   * strength 1. `known` tells which.
   */
  best: {
    method: 'diffmean' | 'sparse' | 'add' | 'replace';
    layers: LayerRange;
    strength: number;
    known: boolean;
  };
  /** The model's own, from generation_config.json where it has one, with seed 0. */
  sampling: Sampling;
  /** The model has a chat template, so that a prompt can be put to it as a message. */
  chat: boolean;
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
