import type { Atlas } from '../files/atlas';
import { cluster } from '../lape/cluster';
import { entropyHistogram } from '../lape/histogram';
import { countByLayer } from '../lape/layers';
import type { Measured } from '../lape/measured';
import { countShared, languageOverlap } from '../lape/overlap';
import type { NeuronSets } from '../lape/select';
import type { ReportSelection, ReportSettings } from '../protocol/report-page';

const bins = 48;

/** Neuron sets reduced to what the page shows; fast enough for a slider. */
export function selectionOf(
  sets: NeuronSets,
  settings: ReportSettings,
  /** Entropies of the probabilities, whatever the method compares. */
  { entropy }: Pick<Measured, 'entropy'>,
): Omit<ReportSelection, 'comparison' | 'milliseconds'> {
  const { languages, members, selected, wanted, filter, bar } = sets;
  const { perLanguage, selected: inLayer } = countByLayer(sets);
  const overlap = languageOverlap(sets);
  const { merges, order } = cluster(overlap, languages.length);
  const own = Float64Array.from(selected, (neuron) => entropy[neuron]);
  const all = entropyHistogram(entropy, languages.length, bins);
  const belongs = membershipsOf(sets);
  const last = own.reduce((most, value) => (value < Infinity ? Math.max(most, value) : most), -Infinity);
  return {
    settings,
    selected: selected.length,
    wanted,
    unassigned: belongs.reduce((sum, count) => sum + Number(count === 0), 0),
    several: belongs.reduce((sum, count) => sum + Number(count > 1), 0),
    filter,
    bar,
    neurons: Uint32Array.from(members, ({ length }) => length),
    byLayer: perLanguage,
    inLayer,
    overlap,
    shared: sharedOf(members),
    order,
    clusters: merges.map(({ left, right, similarity }) => ({ left, right, similarity })),
    histogram: {
      edges: all.edges,
      all: all.counts,
      selected: entropyHistogram(own, languages.length, bins).counts,
      silent: all.without,
    },
    lastEntropy: last === -Infinity ? NaN : last,
    warnings: warningsOf(sets),
  };
}

/** `[selected]` the number of languages each belongs to. */
function membershipsOf({ selected, members }: NeuronSets): Uint16Array {
  const counts = new Uint16Array(selected.length);
  for (const neurons of members) {
    let at = 0;
    for (const neuron of neurons) {
      while (selected[at] < neuron) at++;
      counts[at]++;
    }
  }
  return counts;
}

function sharedOf(members: readonly Uint32Array[]): Uint32Array {
  const shared = new Uint32Array(members.length ** 2);
  members.forEach((one, k) =>
    members.forEach((other, l) => (shared[k * members.length + l] = countShared(one, other))),
  );
  return shared;
}

/** What the sets alone do not show, in sentences. */
function warningsOf({ method, selected, wanted, members, languages }: NeuronSets): string[] {
  const count = (value: number) => value.toLocaleString('en');
  const without = languages.filter((_, k) => members[k].length === 0);
  const warnings: string[] = [];
  if (selected.length === 0)
    warnings.push('No neuron passes these thresholds. Lower the filter rate, or raise the top rate.');
  else if (selected.length < wanted)
    warnings.push(
      `Only ${count(selected.length)} of the ${count(wanted)} neurons asked for pass the filter. Lower the filter rate for more; the rest is not made up.`,
    );
  if (selected.length > 0 && without.length > 0)
    warnings.push(
      `No neuron belongs to ${without.join(', ')}. Lower the activation bar, or count more text in ${without.length === 1 ? 'it' : 'them'}.`,
    );
  if (method === 'rs')
    warnings.push(
      'This is the random control: as many neurons in each layer as LAPE selects, drawn at random. What it shows too has nothing to do with language.',
    );
  return warnings;
}

/** Looks up an atlas by a neuron's flat index: `[language]` its activation probabilities. */
export function probabilitiesAt(
  { probability, languages }: Pick<Measured, 'probability' | 'languages'>,
  neuron: number,
): Float32Array {
  const size = probability.length / languages.length;
  return Float32Array.from(languages, (_, k) => probability[k * size + neuron]);
}

/** `[language]` its mean activations; null if the counts came without sums of activations. */
export function meansAt(
  { activationSum, tokens, languages, dModel }: Atlas,
  neuron: number,
): Float32Array | null {
  if (dModel === 0) return null;
  const size = activationSum.length / languages.length;
  return Float32Array.from(languages, (_, k) => activationSum[k * size + neuron] / tokens[k]);
}
