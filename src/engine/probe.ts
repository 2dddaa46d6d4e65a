import { Tensor } from './runtime';
import type { NeuronSets } from '../lape/select';

/**
 * The layout of the language neurons for a forward pass: the inspect variant is asked for exactly these,
 * layer by layer, and its outputs are placed side by side as columns of one `[pos, column]` matrix.
 */
export interface Probe {
  /** `[layer]` requested indices in each layer, ascending. */
  byLayer: Uint32Array[];
  /** `[layer]` first column of each layer. */
  firstColumn: number[];
  columns: number;
  /** `[column]` flat neuron `layer · d_mlp + index`. */
  neuron: Uint32Array;
  /** `[language]` the columns of the language's neurons. */
  ofLanguage: Uint32Array[];
  /** Inputs `neurons.{i}` of the inspect variant. */
  feeds: Record<string, Tensor>;
}

/** Lays out all neurons that belong to at least one language. */
export function layProbe(sets: NeuronSets): Probe {
  const { layers, dMlp, members } = sets;
  const neuron = Uint32Array.from(new Set(members.flatMap((list) => [...list]))).sort();
  const column = new Map(Array.from(neuron, (flat, index) => [flat, index]));
  const byLayer: Uint32Array[] = [];
  const firstColumn: number[] = [];
  let columns = 0;
  for (let layer = 0; layer < layers; layer++) {
    const indices = neuron
      .filter((flat) => Math.floor(flat / dMlp) === layer)
      .map((flat) => flat - layer * dMlp);
    byLayer.push(indices);
    firstColumn.push(columns);
    columns += indices.length;
  }
  return {
    byLayer,
    firstColumn,
    columns,
    neuron,
    ofLanguage: members.map((list) => list.map((flat) => column.get(flat)!)),
    feeds: Object.fromEntries(
      byLayer.map((indices, layer) => [
        `neurons.${layer}`,
        new Tensor('int64', BigInt64Array.from(indices, BigInt), [indices.length]),
      ]),
    ),
  };
}
