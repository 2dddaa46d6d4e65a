import type { Tensor } from '../files/safetensors';
import { encodeSafetensors } from '../files/safetensors';
import type { NeuronRow, ReportSettings, ReportStability } from '../protocol/report-page';
import { type Column, tableOf } from '../results/table';
import { summarise } from './atlas-summary';
import type { Study } from './study';

/** What a report's file contains besides its numbers. */
export interface FileOptions {
  /** Name of the atlas's file. */
  file: string;
  /** Babelscope's version. */
  version: string;
  settings: ReportSettings;
  other?: Study;
  stability?: ReportStability;
}

/** Selected neurons, one per line: layer, index, entropy, languages, and the probability per language. */
export function csvFile(study: Study, { settings }: FileOptions): string {
  const { languages } = study.atlas;
  const columns: Column<NeuronRow>[] = [
    { name: 'layer', value: ({ layer }) => layer },
    { name: 'index', value: ({ index }) => index },
    { name: 'entropy', value: ({ entropy }) => rounded(entropy) },
    { name: 'languages', value: (row) => row.languages.map((k) => languages[k]).join(' ') },
    ...languages.map((tag, k): Column<NeuronRow> => ({
      name: `p_${tag}`,
      value: (row) => rounded(row.probability[k]),
    })),
  ];
  return [...tableOf(columns, study.rows(settings))].join('');
}

/**
 * Everything that the report shows, with its inputs. NaN, where there is nothing to compare, becomes null.
 */
export function jsonFile(study: Study, options: FileOptions): string {
  const { file, version, settings, other, stability } = options;
  const { languages, layers } = study.atlas;
  const { histogram, comparison, ...selection } = study.select(settings, other);
  const square = (values: ArrayLike<number>) =>
    languages.map((_, k) => languages.map((_, l) => rounded(values[k * languages.length + l])));
  const perLanguage = (values: ArrayLike<number>) =>
    Object.fromEntries(languages.map((tag, k) => [tag, rounded(values[k])]));
  const content = {
    format: 'babelscope-report',
    formatVersion: 1,
    babelscope: version,
    atlas: summarise(study.atlas, file),
    settings,
    selection: {
      selected: selection.selected,
      wanted: selection.wanted,
      withoutLanguage: selection.unassigned,
      ofSeveralLanguages: selection.several,
      filter: selection.filter,
      bar: selection.bar,
      highestEntropy: rounded(selection.lastEntropy),
      perLanguage: perLanguage(selection.neurons),
      layers: Array.from({ length: layers }, (_, layer) => ({
        layer,
        selected: selection.inLayer[layer],
        perLanguage: perLanguage(
          selection.byLayer.subarray(layer * languages.length, (layer + 1) * languages.length),
        ),
      })),
      warnings: selection.warnings,
    },
    overlap: { languages, jaccard: square(selection.overlap), shared: square(selection.shared) },
    clustering: { order: selection.order.map((k) => languages[k]), steps: selection.clusters },
    entropies: {
      edges: Array.from(histogram.edges, rounded),
      all: [...histogram.all],
      selected: [...histogram.selected],
      silent: histogram.silent,
    },
    ...(stability && { stability }),
    ...(comparison && other && { comparedWith: summarise(other.atlas, ''), comparison }),
    neurons: Array.from(study.rows(settings), (row) => ({
      layer: row.layer,
      index: row.index,
      entropy: rounded(row.entropy),
      languages: row.languages.map((k) => languages[k]),
      probability: Array.from(row.probability, rounded),
    })),
  };
  return `${JSON.stringify(content, null, 1)}\n`;
}

/**
 * The neuron sets for other programs: `neurons.<language>` `[n, 2]` and `selected` `[n, 2]` of (layer, index), int32;
 * `entropy` `[n]` in nats and `probability` `[n, language]` of those selected; `mask` `[language, layer, d_mlp]`,
 * uint8, 1 where a neuron is the language's own.
 */
export function safetensorsFile(
  study: Study,
  { file, version, settings }: FileOptions,
): Uint8Array<ArrayBuffer> {
  const { languages, layers, dMlp, about } = study.atlas;
  const { members, selected } = study.sets(settings);
  const size = layers * dMlp;
  const mask = new Uint8Array(languages.length * size);
  members.forEach((neurons, k) => {
    for (const neuron of neurons) mask[k * size + neuron] = 1;
  });
  const places = (neurons: Uint32Array): Tensor => ({
    shape: [neurons.length, 2],
    data: Int32Array.from({ length: 2 * neurons.length }, (_, i) => {
      const neuron = neurons[i >> 1];
      return i % 2 === 0 ? Math.floor(neuron / dMlp) : neuron % dMlp;
    }),
  });
  const rows = [...study.rows(settings)];
  const tensors: Record<string, Tensor> = {
    mask: { shape: [languages.length, layers, dMlp], data: mask },
    selected: places(selected),
    entropy: { shape: [rows.length], data: Float64Array.from(rows, ({ entropy }) => entropy) },
    probability: {
      shape: [rows.length, languages.length],
      data: Float32Array.from(rows.flatMap(({ probability }) => [...probability])),
    },
    ...Object.fromEntries(languages.map((tag, k) => [`neurons.${tag}`, places(members[k])])),
  };
  return encodeSafetensors(tensors, {
    format: 'babelscope-neurons',
    version: '1',
    babelscope: version,
    atlas: file,
    model: about.model,
    modelName: about.modelName,
    languages: JSON.stringify(languages),
    settings: JSON.stringify(settings),
  });
}

/** Six digits; null, which JSON and empty cells can represent, for anything not finite. */
function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
}
