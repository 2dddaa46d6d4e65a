/** Switching languages' neurons off and measuring what it does: what travels between a host and the engine for `ablate`. */
import type { LanguageShares } from './language-shares';
import type { Thresholds } from '../lape/thresholds';

export interface AblateRequest {
  /**
   * Held-out texts, one corpus per language, in files as `count` takes them. These languages are measured; they need not
   * be those of the atlas. The result has the atlas's languages first, in its order.
   */
  corpora: { language: string; files: string[] }[];
  /** Tokens to measure in each language, from documents all over its corpus. */
  tokensPerLanguage: number;
  /**
   * Where the result goes, absolute, `*.babelscope.json`. An unfinished measurement of the same request beside it
   * (`.partial`) is gone on with.
   */
  file: string;
  /** Languages whose neurons are switched off; by default all of the atlas that have neurons. */
  off?: string[];
  /** Which documents are sampled, and which neurons the control draws; 0 by default. */
  seed?: number;
  /** Leaves out documents that surely read as another language than their corpus's, as in `count`. */
  dropForeign?: boolean;
  /** How often as many random neurons are switched off beside each language; 0 for no control, 3 by default. */
  draws?: number;
}

/**
 * How the likelihood of held-out texts changes where a language's neurons are off (LAPE, arXiv 2402.16438,
 * section 4.2). Activation := 0 on every neuron of the row's language, at every token. All likelihoods are mean
 * negative log-likelihoods in nats per token (NLL); perplexity is exp(NLL).
 */
export interface Ablation {
  versions: { babelscope: string; onnxruntime: string };
  /** When it was finished, ISO 8601 in UTC. */
  date: string;
  /** `identity`: hash of the graph and the sizes of its weights. */
  model: { name: string; identity: string };
  /** Which neurons were a language's own. */
  thresholds: Thresholds;
  settings: { tokensPerLanguage: number; rowLength: number; seed: number; dropForeign?: boolean | undefined };
  /** `[row]` languages whose neurons are off, BCP-47. */
  off: string[];
  /** `[row]` how many neurons that are. */
  neurons: number[];
  /** `[column]` languages whose texts are measured, BCP-47. */
  measured: string[];
  /** `[column]` tokens that were predicted. */
  tokens: number[];
  /** `[column]` what they were taken from. */
  corpora: {
    language: string;
    files: { name: string; bytes: number; sha256: string }[];
    documents: number;
    /** In which languages they are. */
    readsAs?: LanguageShares | undefined;
  }[];
  /** `[column]` NLL of the model as it is: the row of no language. */
  plain: Float64Array;
  /** `[row, column]` NLL with the row's neurons off. */
  ablated: Float64Array;
  /** How many random controls there are of each row. */
  draws: number;
  /**
   * `[draw, row, column]` NLL with as many neurons of the same layers off, drawn at random among those that no
   * language has.
   */
  control: Float64Array;
  /** `[row]` whether it changed the logits at any token of any column. Where not, its numbers mean nothing. */
  changed: boolean[];
  /** Sentences a person should read. */
  warnings: string[];
}
