import type { Measured } from '../lape/measured';
import type { NeuronSets } from '../lape/select';
import type { NeuronQuery, NeuronRow, NeuronSort, NeuronWindow } from '../protocol/report-page';
import { probabilitiesAt } from './selection';

/** Which neurons, in which order: a query without its window. */
export type NeuronOrder = Omit<NeuronQuery, 'from' | 'count' | 'settings'>;

/** A table over the neurons of a selection or a whole model, computed one window at a time. */
export class NeuronTable {
  /** By neuron; those that belong to no language are missing. */
  readonly #languages = new Map<number, number[]>();
  readonly #selected: Set<number>;
  #order: { key: string; neurons: Uint32Array } | undefined;

  constructor(
    private readonly measured: Measured,
    private readonly sets: NeuronSets,
  ) {
    this.#selected = new Set(sets.selected);
    sets.members.forEach((neurons, k) => {
      for (const neuron of neurons) {
        const own = this.#languages.get(neuron);
        if (own) own.push(k);
        else this.#languages.set(neuron, [k]);
      }
    });
  }

  window({ from, count, settings: _, ...order }: NeuronQuery): NeuronWindow {
    const neurons = this.ordered(order);
    const rows = Array.from(neurons.subarray(from, from + count), (neuron) => this.row(neuron));
    return { total: neurons.length, from, rows };
  }

  row(neuron: number): NeuronRow {
    const { dMlp, entropy } = this.measured;
    return {
      layer: Math.floor(neuron / dMlp),
      index: neuron % dMlp,
      entropy: entropy[neuron],
      languages: this.#languages.get(neuron) ?? [],
      selected: this.#selected.has(neuron),
      probability: probabilitiesAt(this.measured, neuron),
    };
  }

  /** Flat indices. The last order is cached, because scrolling requests it repeatedly. */
  ordered(order: NeuronOrder): Uint32Array {
    const key = JSON.stringify(order);
    if (this.#order?.key !== key) this.#order = { key, neurons: this.#sorted(order) };
    return this.#order.neurons;
  }

  #sorted({ scope, language, layer, text, sort, descending }: NeuronOrder): Uint32Array {
    const { layers, dMlp } = this.measured;
    const all =
      language >= 0
        ? (this.sets.members[language] ?? new Uint32Array())
        : scope === 'selected'
          ? this.sets.selected
          : Uint32Array.from({ length: layers * dMlp }, (_, neuron) => neuron);
    const matches = matcher(text);
    const kept = all.filter(
      (neuron) =>
        (layer < 0 || Math.floor(neuron / dMlp) === layer) &&
        matches(Math.floor(neuron / dMlp), neuron % dMlp),
    );
    if (sort === 'neuron') return descending ? kept.reverse() : kept;
    const value = this.#valueBy(sort);
    const values = new Float64Array(layers * dMlp);
    for (const neuron of kept) values[neuron] = value(neuron);
    const sign = descending ? -1 : 1;
    // Equal ones keep the model's order in both directions.
    return kept.sort((a, b) => {
      const [one, other] = [values[a], values[b]];
      return one === other ? a - b : one < other ? -sign : sign;
    });
  }

  #valueBy(sort: Exclude<NeuronSort, 'neuron'>): (neuron: number) => number {
    const { entropy, probability, languages } = this.measured;
    const size = entropy.length;
    if (sort === 'entropy') return (neuron) => entropy[neuron];
    if (sort === 'languages')
      return (neuron) => {
        const own = this.#languages.get(neuron);
        // By the first language, then by the number of languages; those with none last.
        return own ? own[0] * 1024 + own.length : Number.MAX_SAFE_INTEGER;
      };
    if (sort === 'peak')
      return (neuron) => {
        let most = 0;
        for (let k = 0; k < languages.length; k++) most = Math.max(most, probability[k * size + neuron]);
        return most;
      };
    const k = Number(sort.slice(2));
    return (neuron) => probability[k * size + neuron] ?? 0;
  }
}

/**
 * `1832` finds indices that start with it, `7 1832`, `7·1832` or `7.1832` one in a layer; anything but a
 * number finds nothing.
 */
function matcher(text: string): (layer: number, index: number) => boolean {
  const wanted = text.trim();
  if (wanted === '') return () => true;
  const numbers = /^(?:(\d+)\D+)?(\d+)$/.exec(wanted);
  if (!numbers) return () => false;
  const [, layer, index] = numbers;
  return (l, i) => (layer === undefined || l === Number(layer)) && String(i).startsWith(index);
}
