import { jaccard } from './overlap';
import type { NeuronSets } from './select';

/** How a language's neurons differ between two sets. All lists are ascending. */
export interface LanguageComparison {
  language: string;
  shared: Uint32Array;
  /** Only in the first. */
  lost: Uint32Array;
  /** Only in the second. */
  gained: Uint32Array;
  /** Jaccard overlap; NaN if neither has a neuron. */
  overlap: number;
}

/** Two neuron sets side by side, e.g. of a model before and after tuning, or of two corpora. */
export interface Comparison {
  /** The languages in both, in the first's order. */
  languages: LanguageComparison[];
  onlyInFirst: string[];
  onlyInSecond: string[];
  /** For all selected neurons, whatever their languages; its `language` is empty. */
  all: LanguageComparison;
}

/**
 * Compares two sets neuron by neuron.
 *
 * @throws RangeError for sets of models with different shapes, whose neurons do not correspond.
 */
export function compareSets(first: NeuronSets, second: NeuronSets): Comparison {
  if (first.layers !== second.layers || first.dMlp !== second.dMlp) {
    throw new RangeError(
      `Neurons can be compared between models of one shape only; these have ${first.layers} × ${first.dMlp} and ${second.layers} × ${second.dMlp}.`,
    );
  }
  const common = first.languages.filter((language) => second.languages.includes(language));
  const only = (one: NeuronSets) => one.languages.filter((language) => !common.includes(language));
  return {
    languages: common.map((language) =>
      compare(
        language,
        first.members[first.languages.indexOf(language)],
        second.members[second.languages.indexOf(language)],
      ),
    ),
    onlyInFirst: only(first),
    onlyInSecond: only(second),
    all: compare('', first.selected, second.selected),
  };
}

function compare(language: string, one: Uint32Array, other: Uint32Array): LanguageComparison {
  const [before, after] = [new Set(one), new Set(other)];
  return {
    language,
    shared: one.filter((neuron) => after.has(neuron)),
    lost: one.filter((neuron) => !after.has(neuron)),
    gained: other.filter((neuron) => !before.has(neuron)),
    overlap: jaccard(one, other),
  };
}
