import type { NeuronSort, ReportMethod, ReportSettings } from '../../src/protocol/report-page';

/** Which neurons the table shows. */
export interface TableOrder {
  scope: 'selected' | 'all';
  /** BCP-47 tag; empty: any. */
  language: string;
  /** −1: any. */
  layer: number;
  text: string;
  sort: NeuronSort;
  descending: boolean;
}

/** Where the reader is; it belongs to the page and outlives a reload. */
export interface Navigation {
  /** Undefined until the user has changed a setting; the host's apply until then. */
  settings: ReportSettings | undefined;
  order: TableOrder;
  neuron: { layer: number; index: number } | undefined;
}

export const startOrder: TableOrder = {
  scope: 'selected',
  language: '',
  layer: -1,
  text: '',
  sort: 'entropy',
  descending: false,
};

const methods: readonly ReportMethod[] = ['lape', 'lap', 'lave', 'normalised', 'rs'];

/** Reads what an earlier page stored; anything unexpected starts afresh. */
export function restoreNavigation(stored: unknown): Navigation {
  const { settings, order, neuron } = record(stored);
  return {
    settings: restoreSettings(settings),
    order: restoreOrder(record(order)),
    neuron: isNeuron(neuron) ? { layer: neuron.layer, index: neuron.index } : undefined,
  };
}

function restoreSettings(stored: unknown): ReportSettings | undefined {
  const { method, topRate, filterRate, activationBar } = record(stored);
  if (!methods.includes(method as ReportMethod)) return undefined;
  if (!isRate(topRate) || !isRate(filterRate) || !isRate(activationBar)) return undefined;
  return { method: method as ReportMethod, topRate, filterRate, activationBar };
}

function restoreOrder({
  scope,
  language,
  layer,
  text,
  sort,
  descending,
}: Record<string, unknown>): TableOrder {
  return {
    scope: scope === 'all' ? 'all' : 'selected',
    language: typeof language === 'string' ? language : '',
    layer: Number.isInteger(layer) ? (layer as number) : -1,
    text: typeof text === 'string' ? text.slice(0, 100) : '',
    sort:
      typeof sort === 'string' && /^(neuron|entropy|peak|languages|p:\d{1,4})$/.test(sort)
        ? (sort as NeuronSort)
        : startOrder.sort,
    descending: descending === true,
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isRate(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function isNeuron(value: unknown): value is { layer: number; index: number } {
  const { layer, index } = record(value);
  return Number.isInteger(layer) && Number.isInteger(index);
}
