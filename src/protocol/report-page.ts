import * as v from 'valibot';
import { atlasMethods } from '../lape/method';
import type { Failure } from '../rpc/failure';
import type { LanguageShares } from '../text/language-shares';
import { actionId, call, type HostMethods, nothing, page, picture, type, whole } from './page';
import type { InspectorAction } from './webview';

/** The seam between the extension host and the report page, which shows one atlas. */

const rate = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** The user's settings: how neurons are selected, and the paper's thresholds, shares and quantiles, 0–1. */
const settings = v.object({
  method: v.picklist(atlasMethods),
  topRate: rate,
  filterRate: rate,
  activationBar: rate,
});
export type ReportSettings = v.InferOutput<typeof settings>;

/** LAPE, or a method that its paper and its followers compare it with. */
export type ReportMethod = ReportSettings['method'];

/** An atlas, independent of the settings. */
export interface AtlasSummary {
  /** File name. */
  file: string;
  modelName: string;
  /** Hash of the model's graph and the sizes of its weights. */
  identity: string;
  /** BCP-47 tags. */
  languages: string[];
  layers: number;
  dMlp: number;
  /** `[language]` tokens counted. */
  tokens: number[];
  corpora: {
    language: string;
    documents?: number;
    /** Missing in atlases of earlier versions. */
    readsAs?: LanguageShares;
    files: { name: string; bytes: number; sha256: string }[];
  }[];
  tokensPerLanguage: number;
  rowLength: number;
  seed?: number;
  shard?: { index: number; of: number };
  versions: Record<string, string>;
  /** ISO 8601. */
  date: string;
  /** Number of separately counted stretches of text, for a block bootstrap; 0 if there are none. */
  blocks: number;
  /** Sentences for the user to read. */
  warnings: string[];
}

/** How a language's neurons differ between this atlas and the other. */
export interface ComparedLanguage {
  language: string;
  shared: number;
  /** Only in this atlas. */
  lost: number;
  /** Only in the other. */
  gained: number;
  /** Jaccard overlap; NaN if neither has a neuron. */
  overlap: number;
}

export interface ReportComparison {
  languages: ComparedLanguage[];
  /** For all selected neurons; its `language` is empty. */
  all: ComparedLanguage;
  onlyHere: string[];
  onlyThere: string[];
  /**
   * Sentences for the user to read: that the models differ, that the thresholds are each atlas's own
   * quantiles.
   */
  warnings: string[];
}

/**
 * One step of the clustering of languages: clusters 0 … n − 1 are languages, n + i is the result of step i.
 */
export interface ClusterStep {
  left: number;
  right: number;
  /** Mean Jaccard overlap between the languages of one and of the other. */
  similarity: number;
}

/** The neuron sets for some settings, reduced to what the page shows. */
export interface ReportSelection {
  settings: ReportSettings;
  /** Selected neurons, each once, and how many the settings ask for. */
  selected: number;
  wanted: number;
  /** Selected neurons that belong to no language, and to several. */
  unassigned: number;
  several: number;
  /**
   * The value a neuron must exceed in some language, and in a language to belong to it; in the method's own
   * measure.
   */
  filter: number;
  bar: number;
  /** `[language]` */
  neurons: Uint32Array;
  /** `[layer, language]` */
  byLayer: Uint32Array;
  /** `[layer]` selected neurons, each once. */
  inLayer: Uint32Array;
  /** `[language, language]` Jaccard overlap; NaN if neither has a neuron. */
  overlap: Float64Array;
  /** `[language, language]` neurons in common. */
  shared: Uint32Array;
  /** Languages, relatives side by side, and how they are merged. */
  order: number[];
  clusters: ClusterStep[];
  /** Entropies in nats, from 0 to ln K; the last edge is the maximum possible. */
  histogram: {
    edges: Float64Array;
    /** `[bin]` for all neurons, and for the selected ones. */
    all: Uint32Array;
    selected: Uint32Array;
    /** Neurons that never fire. */
    silent: number;
  };
  /** The highest selected entropy; NaN if nothing is selected. */
  lastEntropy: number;
  comparison: ReportComparison | undefined;
  /** Sentences for the user to read. */
  warnings: string[];
  milliseconds: number;
}

/** Sort key of the neuron table: a column, or `p:3` for the fourth language's probability. */
export type NeuronSort = 'neuron' | 'entropy' | 'peak' | 'languages' | `p:${number}`;

const layer = whole(0, 0xffff);
const index = whole(0, 0xff_ffff);

const neuronQuery = v.object({
  settings,
  /** Only the selected ones, or all of the model. */
  scope: v.picklist(['selected', 'all']),
  /** Index of the language they must belong to; −1: any. */
  language: whole(-1, 0xffff),
  /** −1: any. */
  layer: whole(-1, 0xffff),
  /** `1832`: neurons whose index starts with it; `7 · 1832`: only in that layer. */
  text: v.pipe(v.string(), v.maxLength(100)),
  sort: v.custom<NeuronSort>(
    (value) => typeof value === 'string' && /^(neuron|entropy|peak|languages|p:\d{1,4})$/.test(value),
  ),
  descending: v.boolean(),
  /** The visible window; no screen shows more. */
  from: whole(0, 0xffff_ffff),
  count: whole(1, 1000),
});
export type NeuronQuery = v.InferOutput<typeof neuronQuery>;

export interface NeuronRow {
  layer: number;
  index: number;
  /** Nats; Infinity for a neuron that never fires. */
  entropy: number;
  /** Indices of the languages it belongs to. */
  languages: number[];
  selected: boolean;
  /** `[language]` activation probabilities. */
  probability: Float32Array;
}

/** The visible rows, and the total number. */
export interface NeuronWindow {
  total: number;
  from: number;
  rows: NeuronRow[];
}

/** A place in the corpus where a neuron fired. */
export interface ShownContext {
  /** BCP-47 tag of the corpus. */
  language: string;
  activation: number;
  before: string;
  token: string;
  after: string;
  /** Name of the corpus file and number of the document in it, from 1. */
  file: string;
  document: number;
}

export interface NeuronDetail {
  neuron: NeuronRow;
  /** `[language]` mean activation; null if the atlas has none. */
  mean: Float32Array | null;
  /** Strongest first. */
  contexts: ShownContext[];
  /** Why there are none, and how to get them. */
  withoutContexts: string | undefined;
}

/** How well neurons are reproduced: |A ∩ B| / |A ∪ B| with the set from the original counts. */
export interface ShownAgreement {
  mean: number;
  low: number;
  high: number;
}

export interface ReportStability {
  /** Recounted from resampled blocks of text, or from resampled tokens; the latter is optimistic. */
  by: 'blocks' | 'tokens';
  repetitions: number;
  /** `[language]` */
  perLanguage: ShownAgreement[];
  all: ShownAgreement;
  /** Sets from fewer tokens, compared with those from all. */
  budgets: { tokens: number; perLanguage: number[]; all: number }[];
  /** All budgets are included. */
  done: boolean;
}

export interface ReportSnapshot {
  /** File name. */
  file: string;
  /** Undefined while the atlas is being read. */
  atlas: AtlasSummary | undefined;
  failure: (Failure & { actions: InspectorAction[] }) | undefined;
  /** Initial position of the sliders. */
  settings: ReportSettings;
  /** The atlas this one is compared with. */
  other: AtlasSummary | undefined;
  /** The atlas's model is the one in use, so its neurons can be used for steering. */
  steerable: boolean;
  /** Incremented whenever selections must be requested again. */
  version: number;
}

const formats = ['csv', 'json', 'safetensors', 'svg', 'png'] as const;
export type ReportFormat = (typeof formats)[number];

export const reportPage = page('report', 'Language neurons report', {
  /** The page has loaded. */
  ready: call(nothing, type<ReportSnapshot>()),
  select: call(settings, type<ReportSelection>()),
  neurons: call(neuronQuery, type<NeuronWindow>()),
  neuron: call(v.object({ settings, layer, index }), type<NeuronDetail>()),
  /** Streams partial results. A newer request ends an older one. */
  stability: call(settings, type<ReportStability>(), type<ReportStability>()),
  /** Opens the corpus at one of a neuron's contexts. */
  openContext: call(v.object({ layer, index, context: whole(0, 10_000) })),
  /** Asks for another atlas and compares with it. */
  compare: call(nothing),
  stopComparing: call(nothing),
  /** Opens the steering view with the neuron switched off. */
  steer: call(v.object({ layer, index })),
  save: call(v.object({ settings, format: v.picklist(formats), picture })),
  runAction: call(actionId),
});

/** The requests that the page may make. */
export type ReportHostMethods = HostMethods<typeof reportPage>;

/** The calls that the host may make to the page. */
export interface ReportPageMethods {
  show(snapshot: ReportSnapshot): void;
}
