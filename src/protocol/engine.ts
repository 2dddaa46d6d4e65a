/** The seam between a host (the extension host or the command line) and the engine process. */
import type { AnalysisMethods } from '../analyses/registry';
import type { GenerateRequest, Generation, GenerationPart, Score, ScoreRequest } from './generation';
import type { Thresholds } from '../lape/thresholds';
import type { SteeringOptions } from '../steering/options';

/** What computes a forward pass; which of them exist depends on the platform's onnxruntime. */
export type ProviderName = 'cpu' | 'cuda' | 'directml' | 'coreml' | 'webgpu';

export interface OpenRequest {
  /** A model folder in Hugging Face layout, absolute. */
  folder: string;
  /** Which of its graphs, absolute; by default the best available. */
  graph?: string;
  /** The model's atlas, absolute; without one only counting works. */
  atlas?: string;
  /** Our own folder for graph variants, never the model's folder. */
  storage: string;
  /** Threads per forward pass; 0 leaves the choice to onnxruntime. */
  threads: number;
  /** The CPU by default; if the provider cannot be used, the CPU is, and a warning says so. */
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
  /** How most of its weights are stored, `fp32`, `int4`, …; undefined if unknown. */
  precision: string | undefined;
  /** The provider in use, and a sentence if it is not the requested one. */
  provider: { used: ProviderName; refusal: string | undefined };
  /** Longest input of one forward pass, in tokens. */
  context: number;
  /** BCP-47 tags, in the atlas's order; empty without an atlas. */
  languages: string[];
  /** Neurons of each language at the thresholds, `[language]`. */
  neurons: number[];
  /** Sentences for the user to read, e.g. that too few neurons qualified. */
  warnings: string[];
}

export interface InspectRequest {
  /** Each is read on its own: no text is context for another. */
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
  /** `[layer, language]` mean activity over all tokens; NaN if the language has no neuron in the layer. */
  layerActivity: Float32Array;
  /** `[layer, language]` how many neurons the language has in the layer. */
  layerNeurons: Uint32Array;
  /** A sentence if the texts are in a script that none of the languages uses. */
  remark?: string;
  /** Milliseconds from the request's arrival to this reply. */
  milliseconds: number;
}

export interface TokenDetailRequest {
  inspection: number;
  token: number;
  /** Maximum number of neurons and candidates. */
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
  /** The token's text in the vocabulary; a partial character as its bytes. */
  text: string;
  /** `[layer, language]` activity at this token; NaN if the language has no neuron in the layer. */
  layerActivity: Float32Array;
  /** Strongest language neurons first. */
  neurons: FiringNeuron[];
  /** Most probable next tokens first. */
  next: NextToken[];
}

/** What an engine does; every analysis is one more method, whose progress counts the analysis's unit. */
export interface EngineMethods extends AnalysisMethods {
  /**
   * Answers as soon as the engine is between two forward passes, so the supervisor can tell slow from stuck.
   */
  ping(request: null): true;
  /** Loads the model and proves its graph variants; called once, before all else. */
  open(request: OpenRequest): OpenModel;
  /** Progress counts tokens. */
  inspect(request: InspectRequest): Inspection;
  tokenDetail(request: TokenDetailRequest): TokenDetail;
  /** The options for steering. Loads what steering needs, so that a first `generate` after it is warm. */
  steering(request: null): SteeringOptions;
  /**
   * Continues a prompt, plain or steered; two calls at once take turns token by token. Progress counts
   * tokens. `CallOptions.stop` ends it with the partial result; `signal` discards it.
   */
  generate(request: GenerateRequest, part: GenerationPart): Generation;
  /** Log-probabilities under the plain model, `[text]`. Progress counts tokens. */
  score(request: ScoreRequest): Score[];
}

/** The engine calls nothing on its host. */
export type HostMethods = Record<never, never>;
