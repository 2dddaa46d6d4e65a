import { setImmediate } from 'node:timers/promises';
import type { Inspection, OpenModel } from '../../protocol/engine';
import type { Thresholds } from '../../lape/thresholds';
import type { Source } from '../../protocol/webview';
import { inspectionRow, roundedActivity } from '../../view/inspection-row';
import { type Column, tableOf } from '../table';

/** The parts of an inspection that are exported. */
export interface Exported {
  inspection: Omit<Inspection, 'id' | 'milliseconds'>;
  /** The inspected texts; a token's offsets point into its own. */
  texts: readonly string[];
  source: Source;
  model: OpenModel;
  thresholds: Thresholds;
  /** Babelscope's version. */
  version: string;
}

/**
 * Tokens × languages as a table, yielded line by line: selection (from 1), token, its text, UTF-16 start and
 * end in the selection, vocabulary id, and per language the activity and, with `share`, the raw share of its
 * neurons.
 * @param separator between cells
 */
export function tableLines(
  { inspection, texts }: Pick<Exported, 'inspection' | 'texts'>,
  separator: '\t' | ',',
  share: boolean,
): Generator<string, void> {
  const { languages } = inspection;
  const measure = (name: string, values: Float32Array): Column<number>[] =>
    languages.map((language, k) => ({
      name: `${name}_${language}`,
      value: (token) => roundedActivity(values[token * languages.length + k]),
    }));
  const columns: Column<number>[] = [
    { name: 'selection', value: (token) => inspection.text[token] + 1 },
    { name: 'token', value: (token) => token },
    { name: 'text', value: (token) => tokenOf(inspection, texts, token).text },
    { name: 'start', value: (token) => inspection.start[token] },
    { name: 'end', value: (token) => inspection.end[token] },
    { name: 'vocabulary_id', value: (token) => inspection.ids[token] },
    ...measure('activity', inspection.activity),
    ...(share ? measure('share', inspection.share) : []),
  ];
  return tableOf(columns, inspection.ids.keys(), separator);
}

/**
 * The whole inspection as JSON, one token per line; tokens and layers are formatted as in `babelscope inspect
 * --json`.
 */
export function* jsonLines(exported: Exported): Generator<string> {
  const { inspection, texts, source, model, thresholds, version } = exported;
  const { languages } = inspection;
  const head = {
    format: 'babelscope-inspection',
    formatVersion: 1,
    babelscope: version,
    model: model.name,
    identity: model.identity,
    settings: thresholds,
    source,
    languages: languages.map((language, k) => ({ language, neurons: model.neurons[k] })),
    texts,
  };
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "tokens": [`;
  for (let token = 0; token < inspection.ids.length; token++) {
    const { id: vocabularyId, ...place } = tokenOf(inspection, texts, token);
    const described = {
      ...place,
      id: vocabularyId,
      activity: inspectionRow(languages, inspection.activity, token),
      share: inspectionRow(languages, inspection.share, token),
    };
    yield `${token === 0 ? '' : ','}\n    ${JSON.stringify(described)}`;
  }
  const layers = Array.from({ length: inspection.layers }, (_, layer) => ({
    layer,
    activity: inspectionRow(languages, inspection.layerActivity, layer),
    neurons: inspectionRow(languages, inspection.layerNeurons, layer),
  }));
  yield `\n  ],\n  "layers": [\n${layers.map((layer) => `    ${JSON.stringify(layer)}`).join(',\n')}\n  ]\n}\n`;
}

/** Joins lines without blocking the editor: never holds its thread for 8 ms. */
export async function gather(lines: Iterable<string>): Promise<string> {
  const parts: string[] = [];
  let since = performance.now();
  for (const line of lines) {
    parts.push(line);
    if (performance.now() - since < 8) continue;
    await setImmediate();
    since = performance.now();
  }
  return parts.join('');
}

function tokenOf(inspection: Exported['inspection'], texts: readonly string[], token: number) {
  const start = inspection.start[token];
  const end = inspection.end[token];
  const selection = inspection.text[token];
  return {
    selection: selection + 1,
    text: texts[selection].slice(start, end),
    start,
    end,
    id: inspection.ids[token],
  };
}
