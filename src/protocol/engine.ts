/** The seam between a host (the extension host or the command line) and the engine process. */
import type { AblateRequest, Ablation } from './ablation';
import type { LanguageShares } from './language-shares';
import type { GenerateRequest, Generation, GenerationPart, Score, ScoreRequest } from './generation';
import type { Thresholds } from '../lape/thresholds';
import type { SteeringOptions } from '../steering/options';
import type { Trial, TrialsRequest } from '../steering/trials';

/** What computes a forward pass; which of them there are depends on the platform's onnxruntime. */
export type ProviderName = 'cpu' | 'cuda' | 'directml' | 'coreml' | 'webgpu';

export interface OpenRequest {
  /** A model folder in Hugging Face layout, absolute. */
  folder: string;
  /** Which of its graphs, absolute; the best there is otherwise. */
  graph?: string;
  /** The model's atlas, absolute; without one only counting works. */
  atlas?: string;
  /** Where graph variants are written; ours, never the model's folder. */
  storage: string;
  /** Threads of one forward pass; 0 leaves the choice to onnxruntime. */
  threads: number;
  /** The CPU by default; what cannot be used falls back to it, and a warning says so. */
  provider?: ProviderName;
  thresholds: Thresholds;
}

export interface OpenModel {
  name: string;
  /** Hash of the graph and the sizes of its weights. */
  identity: string;
  layers: number;
  dModel: number;
  dMlp: number;
  vocabulary: number;
  /** How most of its weights are kept, `fp32`, `int4`, …; undefined where that cannot be told. */
  precision: string | undefined;
  /** What runs it, and a sentence where that is not what was asked for. */
  provider: { used: ProviderName; refusal: string | undefined };
  /** Longest input of one forward pass, in tokens. */
  context: number;
  /** BCP-47 tags, in the atlas's order; empty without an atlas. */
  languages: string[];
  /** Neurons of each language at the thresholds, `[language]`. */
  neurons: number[];
  /** Sentences a person should read, e.g. that too few neurons qualified. */
  warnings: string[];
}

export interface InspectRequest {
  /** Each is read on its own: no text is context to another. */
  texts: string[];
}

/** One inspected selection, reduced to what a view shows. */
export interface Inspection {
  /** Handle for `tokenDetail`. */
  id: number;
  languages: string[];
  layers: number;
  /** `[pos]` which of the request's texts the token came from. */
  text: Uint16Array;
  /** `[pos]` UTF-16 offsets into that text, of whole grapheme clusters: tokens inside one character share a range. */
  start: Uint32Array;
  end: Uint32Array;
  /** `[pos]` vocabulary ids. */
  ids: Int32Array;
  /**
   * `[pos, language]` share of the language's neurons active at the token, placed between what those neurons do in
   * the other languages (0) and in the language itself (1); not clipped.
   */
  activity: Float32Array;
  /** `[pos, language]` share of the language's neurons active at the token, 0–1. */
  share: Float32Array;
  /** `[layer, language]` mean activity over all tokens; NaN where the language has no neuron in the layer. */
  layerActivity: Float32Array;
  /** `[layer, language]` how many neurons the language has in the layer. */
  layerNeurons: Uint32Array;
  /** A sentence where the texts are in a script that none of the languages is written in. */
  remark?: string;
  /** Milliseconds from the request's arrival to this reply. */
  milliseconds: number;
}

export interface TokenDetailRequest {
  inspection: number;
  token: number;
  /** How many neurons and candidates at most. */
  top: number;
}

export interface FiringNeuron {
  layer: number;
  index: number;
  activation: number;
  /** Indices into the inspection's languages. */
  languages: number[];
  /** `[language]` activation probabilities from the atlas. */
  probability: number[];
}

export interface NextToken {
  text: string;
  probability: number;
}

export interface TokenDetail {
  token: number;
  /** How the token reads in the vocabulary; a partial character as its bytes. */
  text: string;
  /** `[layer, language]` activity at this token; NaN where the language has no neuron in the layer. */
  layerActivity: Float32Array;
  /** Strongest language neurons first. */
  neurons: FiringNeuron[];
  /** Most probable next tokens first. */
  next: NextToken[];
}

export interface CountRequest {
  /** One corpus per language, absolute paths of `.txt`, `.jsonl` (either with `.gz`) or `.parquet`. */
  corpora: { language: string; files: string[] }[];
  /** Tokens to count in each language, from documents all over its corpus. */
  tokensPerLanguage: number;
  /** Where the atlas goes, absolute. An unfinished run of the same request beside it (`.partial`) is gone on with. */
  atlas: string;
  /** Which documents are sampled; 0 by default. */
  seed?: number;
  /** Leave out documents that read as another language than the one they are to be in. */
  dropForeign?: boolean;
  /** Count only this part of the run's batches, `index` from 1; merging all parts gives exactly the whole. */
  shard?: { index: number; of: number };
}

export interface CountResult {
  atlas: string;
  /** `[language]` */
  tokens: number[];
  seconds: number;
  /** How many of the tokens an earlier, unfinished run had counted. */
  resumed: number;
  /** What that run had kept was no longer what it had written, so that all was counted anew. */
  damaged: boolean;
  /** `[language]` what its documents read as, by a sample of them. */
  readsAs: LanguageShares[];
  /** `[language]` documents that were left out since they read as another language, of those that were looked at. */
  dropped: number[];
  /** Sentences a person should read, e.g. that a text is not in its language. */
  warnings: string[];
}

export interface EngineMethods {
  /** Answers as soon as the engine is between two forward passes: how the supervisor tells slow from stuck. */
  ping(request: null): true;
  /** Loads the model and proves its graph variants; called once, before all else. */
  open(request: OpenRequest): OpenModel;
  /** Progress counts tokens. */
  inspect(request: InspectRequest): Inspection;
  tokenDetail(request: TokenDetailRequest): TokenDetail;
  /** Progress counts tokens. */
  count(request: CountRequest): CountResult;
  /**
   * Switches each language's neurons off and measures every language, beside random controls of equal size; writes the
   * result's file. Progress counts forward passes.
   */
  ablate(request: AblateRequest): Ablation;
  /** What there is to steer with. Loads what steering needs, so that a first `generate` after it is warm. */
  steering(request: null): SteeringOptions;
  /**
   * Continues a prompt, plain or steered; two calls at once take turns token by token. Progress counts tokens.
   * `CallOptions.stop` ends it with what there is; `signal` throws it away.
   */
  generate(request: GenerateRequest, part: GenerationPart): Generation;
  /** Continues prompts under one intervention and scores what came out, `[prompt]`. Progress counts prompts. */
  trials(request: TrialsRequest): Trial[];
  /** Log-probabilities under the plain model, `[text]`. Progress counts tokens. */
  score(request: ScoreRequest): Score[];
}

/** The engine calls nothing on its host. */
export type HostMethods = Record<never, never>;
