import * as v from 'valibot';
import { atlasMethods } from '../lape/method';
import type { Failure } from '../rpc/failure';
import type { LanguageShares } from '../text/language-shares';
import { actionId, call, type HostMethods, nothing, page, picture, type, whole } from './page';
import type { InspectorAction } from './webview';

/** The seam between the extension host and the report page, which shows one atlas. */

const rate = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** What a person sets: how neurons are selected, and the paper's thresholds, shares and quantiles, 0–1. */
const settings = v.object({
  method: v.picklist(atlasMethods),
  topRate: rate,
  filterRate: rate,
  activationBar: rate,
});
export type ReportSettings = v.InferOutput<typeof settings>;

/** LAPE, or what its paper and its followers compare it with. */
export type ReportMethod = ReportSettings['method'];

/** What an atlas is, whatever the settings. */
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
    /** Missing in atlases of before. */
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
  /** Stretches of text counted apart, for a block bootstrap; 0 without. */
  blocks: number;
  /** Sentences a person should read. */
  warnings: string[];
}

/** What became of a language's neurons from this atlas to the other. */
export interface ComparedLanguage {
  language: string;
  shared: number;
  /** In this atlas only. */
  lost: number;
  /** In the other only. */
  gained: number;
  /** Jaccard overlap; NaN where neither has a neuron. */
  overlap: number;
}

export interface ReportComparison {
  languages: ComparedLanguage[];
  /** Of all selected neurons; its `language` is empty. */
  all: ComparedLanguage;
  onlyHere: string[];
  onlyThere: string[];
  /** Sentences a person should read: that the models differ, that the thresholds are each atlas's own quantiles. */
  warnings: string[];
}

/** One step of the clustering of languages: clusters 0 … n − 1 are languages, n + i is that of step i. */
export interface ClusterStep {
  left: number;
  right: number;
  /** Mean Jaccard overlap between the languages of one and of the other. */
  similarity: number;
}

/** The neuron sets at some settings, reduced to what the page shows. */
export interface ReportSelection {
  settings: ReportSettings;
  /** Selected neurons, each once, and how many the settings ask for. */
  selected: number;
  wanted: number;
  /** Selected neurons of no language, and of several. */
  unassigned: number;
  several: number;
  /** What a neuron must exceed in some language, and in a language to belong to it; of what the method compares. */
  filter: number;
  bar: number;
  /** `[language]` */
  neurons: Uint32Array;
  /** `[layer, language]` */
  byLayer: Uint32Array;
  /** `[layer]` selected neurons, each once. */
  inLayer: Uint32Array;
  /** `[language, language]` Jaccard overlap; NaN where neither has a neuron. */
  overlap: Float64Array;
  /** `[language, language]` neurons in common. */
  shared: Uint32Array;
  /** Languages, relatives side by side, and how they come together. */
  order: number[];
  clusters: ClusterStep[];
  /** Entropies in nats, from 0 to ln K; the last edge is the largest there can be. */
  histogram: {
    edges: Float64Array;
    /** `[bin]` of all neurons, and of those selected. */
    all: Uint32Array;
    selected: Uint32Array;
    /** Neurons that never fire. */
    silent: number;
  };
  /** The highest entropy selected; NaN where nothing is. */
  lastEntropy: number;
  comparison: ReportComparison | undefined;
  /** Sentences a person should read. */
  warnings: string[];
  milliseconds: number;
}

/** What the table of neurons is sorted by: a column, or `p:3` for the fourth language's probability. */
export type NeuronSort = 'neuron' | 'entropy' | 'peak' | 'languages' | `p:${number}`;

const layer = whole(0, 0xffff);
const index = whole(0, 0xff_ffff);

const neuronQuery = v.object({
  settings,
  /** Only those selected, or all of the model. */
  scope: v.picklist(['selected', 'all']),
  /** Index of a language whose own they must be; −1: any. */
  language: whole(-1, 0xffff),
  /** −1: any. */
  layer: whole(-1, 0xffff),
  /** `1832`: neurons whose index begins so; `7 · 1832`: that of a layer. */
  text: v.pipe(v.string(), v.maxLength(100)),
  sort: v.custom<NeuronSort>(
    (value) => typeof value === 'string' && /^(neuron|entropy|peak|languages|p:\d{1,4})$/.test(value),
  ),
  descending: v.boolean(),
  /** The window that is in view; no screen shows more. */
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

/** The rows in view of so many. */
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
  /** `[language]` mean activation; null where the atlas has none. */
  mean: Float32Array | null;
  /** Strongest first. */
  contexts: ShownContext[];
  /** Why there are none, and how to get them. */
  withoutContexts: string | undefined;
}

/** How well neurons come out again: |A ∩ B| / |A ∪ B| with the set of the counts themselves. */
export interface ShownAgreement {
  mean: number;
  low: number;
  high: number;
}

export interface ReportStability {
  /** Counted again from stretches of text drawn anew, or from tokens: the latter flatters. */
  by: 'blocks' | 'tokens';
  repetitions: number;
  /** `[language]` */
  perLanguage: ShownAgreement[];
  all: ShownAgreement;
  /** Sets from fewer tokens against those from all. */
  budgets: { tokens: number; perLanguage: number[]; all: number }[];
  /** All budgets are there. */
  done: boolean;
}

export interface ReportSnapshot {
  /** File name. */
  file: string;
  /** Undefined while the atlas is being read. */
  atlas: AtlasSummary | undefined;
  failure: (Failure & { actions: InspectorAction[] }) | undefined;
  /** Where the sliders start. */
  settings: ReportSettings;
  /** The atlas that this one is compared with. */
  other: AtlasSummary | undefined;
  /** The atlas's model is the one in use, which its neurons can steer. */
  steerable: boolean;
  /** Goes up whenever selections must be asked for anew. */
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
  /** Streams what there is so far. A newer request ends an older one. */
  stability: call(settings, type<ReportStability>(), type<ReportStability>()),
  /** Opens the corpus at one of a neuron's contexts. */
  openContext: call(v.object({ layer, index, context: whole(0, 10_000) })),
  /** Asks for another atlas and compares with it. */
  compare: call(nothing),
  stopComparing: call(nothing),
  /** Switches the neuron off in the steering view. */
  steer: call(v.object({ layer, index })),
  save: call(v.object({ settings, format: v.picklist(formats), picture })),
  runAction: call(actionId),
});

/** What the page may ask of the host. */
export type ReportHostMethods = HostMethods<typeof reportPage>;

/** What the host may ask of the page. */
export interface ReportPageMethods {
  show(snapshot: ReportSnapshot): void;
}
