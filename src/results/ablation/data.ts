import type { LanguageShares } from '../../text/language-shares';
import type { Thresholds } from '../../lape/thresholds';

/**
 * How the likelihood of held-out texts changes when a language's neurons are off (LAPE, arXiv 2402.16438,
 * section 4.2). Activation := 0 on every neuron of the row's language, at every token. All likelihoods are
 * mean negative log-likelihoods in nats per token (NLL); perplexity is exp(NLL).
 */
export interface Ablation {
  versions: { babelscope: string; onnxruntime: string };
  /** When it was finished, ISO 8601 in UTC. */
  date: string;
  /** `identity`: hash of the graph and the sizes of its weights. */
  model: { name: string; identity: string };
  /** Thresholds that decided which neurons belong to a language. */
  thresholds: Thresholds;
  settings: { tokensPerLanguage: number; rowLength: number; seed: number; dropForeign?: boolean | undefined };
  /** `[row]` languages whose neurons are off, BCP-47. */
  off: string[];
  /** `[row]` number of those neurons. */
  neurons: number[];
  /** `[column]` languages whose texts are measured, BCP-47. */
  measured: string[];
  /** `[column]` number of predicted tokens. */
  tokens: number[];
  /** `[column]` the texts the tokens were taken from. */
  corpora: {
    language: string;
    files: { name: string; bytes: number; sha256: string }[];
    documents: number;
    /** The languages they read as. */
    readsAs?: LanguageShares | undefined;
  }[];
  /** `[column]` NLL of the unmodified model. */
  plain: Float64Array;
  /** `[row, column]` NLL with the row's neurons off. */
  ablated: Float64Array;
  /** Number of random controls per row. */
  draws: number;
  /**
   * `[draw, row, column]` NLL with as many neurons of the same layers off, drawn at random from those that
   * belong to no language.
   */
  control: Float64Array;
  /** `[row]` whether it changed the logits at any token of any column. If not, its numbers mean nothing. */
  changed: boolean[];
  /** Sentences for the user to read. */
  warnings: string[];
}
