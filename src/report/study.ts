import type { Atlas } from '../files/atlas';
import { compareSets } from '../lape/comparison';
import { randomControl } from '../lape/control';
import { selectByProbability } from '../lape/lap';
import { measureMeans, selectByMean } from '../lape/lave';
import type { Measured } from '../lape/measured';
import { measureActivations } from '../lape/measured';
import { selectNormalised } from '../lape/normalised';
import type { NeuronSets } from '../lape/select';
import { selectFrom } from '../lape/select';
import { BabelscopeError } from '../rpc/failure';
import type {
  NeuronQuery,
  NeuronRow,
  NeuronWindow,
  ReportComparison,
  ReportSelection,
  ReportSettings,
} from '../protocol/report-page';
import { NeuronTable } from './neuron-table';
import { selectionOf } from './selection';

/** One atlas, with everything precomputed that its report needs repeatedly. */
export class Study {
  readonly measured: Measured;
  #means: Measured | undefined;
  #sets: { key: string; sets: NeuronSets } | undefined;
  #table: { sets: NeuronSets; table: NeuronTable } | undefined;

  /** @throws RangeError for impossible counts */
  constructor(readonly atlas: Atlas) {
    this.measured = measureActivations(atlas);
  }

  /** What a slider's step requests. The last sets are cached. */
  sets(settings: ReportSettings): NeuronSets {
    const key = JSON.stringify(settings);
    if (this.#sets?.key !== key) this.#sets = { key, sets: this.#select(settings) };
    return this.#sets.sets;
  }

  /** @param other what to compare with, at the same settings */
  select(settings: ReportSettings, other?: Study): ReportSelection {
    const started = performance.now();
    const sets = this.sets(settings);
    const selection = selectionOf(sets, settings, this.measured);
    const comparison = other && this.#compare(settings, other);
    return { ...selection, comparison, milliseconds: performance.now() - started };
  }

  neurons(query: NeuronQuery): NeuronWindow {
    return this.#tableOf(query.settings).window(query);
  }

  /** @throws BabelscopeError `result-gone` for a neuron that the model does not have */
  neuron(settings: ReportSettings, layer: number, index: number): NeuronRow {
    const { layers, dMlp } = this.atlas;
    if (layer >= layers || index >= dMlp)
      throw new BabelscopeError(
        'result-gone',
        `This model has no neuron ${layer} · ${index}. Choose one in the table.`,
      );
    return this.#tableOf(settings).row(layer * dMlp + index);
  }

  /** All rows in a table's order, e.g. for a file. */
  *rows(settings: ReportSettings): Generator<NeuronRow> {
    const table = this.#tableOf(settings);
    for (const neuron of this.sets(settings).selected) yield table.row(neuron);
  }

  #tableOf(settings: ReportSettings): NeuronTable {
    const sets = this.sets(settings);
    if (this.#table?.sets !== sets) this.#table = { sets, table: new NeuronTable(this.measured, sets) };
    return this.#table.table;
  }

  #select({ method, ...thresholds }: ReportSettings): NeuronSets {
    switch (method) {
      case 'lape':
        return selectFrom(this.measured, thresholds);
      case 'lap':
        return selectByProbability(this.measured);
      case 'lave':
        return selectByMean((this.#means ??= measureMeans(this.atlas)), thresholds);
      case 'normalised':
        return selectNormalised(this.measured, thresholds);
      case 'rs':
        return randomControl(selectFrom(this.measured, thresholds), 0);
    }
  }

  #compare(settings: ReportSettings, other: Study): ReportComparison {
    const { languages, onlyInFirst, onlyInSecond, all } = compareSets(
      this.sets(settings),
      other.sets(settings),
    );
    const count = ({ language, shared, lost, gained, overlap }: (typeof languages)[number]) => ({
      ...{ language, shared: shared.length, lost: lost.length, gained: gained.length },
      overlap,
    });
    const [one, two] = [this.atlas.about, other.atlas.about];
    return {
      languages: languages.map(count),
      all: count(all),
      onlyHere: onlyInFirst,
      onlyThere: onlyInSecond,
      warnings: [
        ...(one.model === two.model
          ? []
          : [
              'The models have one shape but different weights: a neuron is the same in both only where one model was made from the other.',
            ]),
        ...(onlyInFirst.length + onlyInSecond.length > 0
          ? [
              `The atlases have different languages (only here ${onlyInFirst.join(', ') || 'none'}; only there ${onlyInSecond.join(', ') || 'none'}), which alone changes every entropy.`,
            ]
          : []),
      ],
    };
  }
}

/**
 * Whether neurons of two atlases can be compared.
 *
 * @throws BabelscopeError `atlas-other-model` for models of different shapes
 */
export function expectOneShape(one: Atlas, other: Atlas): void {
  const shape = ({ layers, dMlp }: Atlas) => `${layers} × ${dMlp.toLocaleString('en')}`;
  if (shape(one) === shape(other)) return;
  throw new BabelscopeError(
    'atlas-other-model',
    `That atlas is of a model of another shape (${shape(other)} neurons, here ${shape(one)}), so their neurons have nothing in common. Choose an atlas of a model of this shape.`,
  );
}
