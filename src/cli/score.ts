import { countByLayer } from '../lape/layers';
import { atlasMethods, selectByMethod } from '../lape/method';
import { defaultWeight } from '../lape/normalised';
import type { NeuronSets } from '../lape/select';
import type { KnownStability } from '../lape/stability';
import { bestStability, fewestBlocks } from '../lape/stability';
import { readAtlases } from './atlas-file';
import { command } from './command';
import { thresholdOptions } from './engine';
import { amount, choice, flag, json, share, wholeNumber } from './options';
import { selecting } from './selection';
import { warn } from './standard-error';
import { jsonLine, print } from './standard-output';
import { inSteps } from './steps';
import { UsageError } from './usage';

/** `babelscope score ATLAS`: which neurons belong to which language, without a model. */
export const scoreCommand = command({
  name: 'score',
  operands: 'ATLAS…',
  summary: 'Tells how many neurons each language has in an atlas, and where.',
  options: {
    method: choice(atlasMethods, 'lape', `${atlasMethods.join(', ')} (default lape): see below`),
    ...thresholdOptions,
    share: share(0.95, 'lap: share of a language’s tokens to exceed (default 0.95)'),
    weight: amount(defaultWeight, `normalised: λ, the weight of activity (default ${defaultWeight})`),
    seed: wholeNumber(0, 0, 2 ** 32 - 1, 'rs and --stability: of the random draws (default 0)'),
    stability: flag('lape: also tell how much of each set comes out again'),
    json,
  },
  notes: `
Methods: lape (activation probability entropy), lap (activation probability alone), lave (entropy of mean activations),
normalised (H / ln K − λ · max p), rs (a random control of the LAPE set's size in every language and layer).

JSON: {"method", "threshold", "bar", "wanted", "selected", "perLanguage": {"en": 37, …},
"layers": [{"layer", "selected", "perLanguage": {…}}, …]}; "threshold" is what a neuron must exceed in some language.
With --stability also {"stability": {"by", "all": {"mean", "low", "high"}, "perLanguage": {"en": {…}, …}}}: overlap (IoU)
with the set itself, its mean and its 5th and 95th percentile. By blocks: stretches of the texts are drawn again, of which
a run keeps ten, or whole shards, given ${fewestBlocks} or more in place of an atlas. By tokens, where there are too few blocks: tokens are
drawn one by one, which is an upper bound, since tokens of one text are alike.`,
  async run(operands, options) {
    if (operands.length === 0) throw new UsageError('score needs an ATLAS, or all shards of one.');
    const { method, share, weight, seed, topRate, filterRate, activationBar } = options;
    if (options.stability && method !== 'lape')
      throw new UsageError('--stability goes with --method lape only.');
    const { sets, stability } = await inSteps(async (show) => {
      const { parts, atlas } = await readAtlases(operands, show);
      const thresholds = { topRate, filterRate, activationBar };
      show('selecting neurons');
      const sets = selecting(operands.join(', '), () =>
        selectByMethod(atlas, method, thresholds, { share, weight, seed }),
      );
      if (options.stability) show('drawing the texts again');
      const stability = options.stability ? bestStability(atlas, thresholds, { seed }, parts) : undefined;
      return { sets, stability };
    });
    if (sets.selected.length < sets.wanted) {
      warn(`Only ${sets.selected.length} of ${sets.wanted} neurons qualify at these thresholds.`);
    }
    print(options.json ? asJson(sets, stability) : asText(sets, stability));
  },
});

function asJson(sets: NeuronSets, stability: KnownStability | undefined): string {
  const { method, languages, filter, bar, wanted, selected, members, layers } = sets;
  const byLayer = countByLayer(sets);
  const perLanguage = <T>(value: (k: number) => T) =>
    Object.fromEntries(languages.map((language, k) => [language, value(k)]));
  return jsonLine({
    method,
    threshold: filter,
    bar,
    wanted,
    selected: selected.length,
    perLanguage: perLanguage((k) => members[k].length),
    layers: Array.from({ length: layers }, (_, layer) => ({
      layer,
      selected: byLayer.selected[layer],
      perLanguage: perLanguage((k) => byLayer.perLanguage[layer * languages.length + k]),
    })),
    ...(stability && {
      stability: {
        by: stability.by,
        all: stability.all,
        perLanguage: perLanguage((k) => stability.perLanguage[k]),
      },
    }),
  });
}

/** More layers do not fit on a line; `--json` has them all. */
const layersShown = 16;

function asText(sets: NeuronSets, stability: KnownStability | undefined): string {
  const { method, languages, selected, members } = sets;
  const layers = sets.layers <= layersShown ? sets.layers : 0;
  const { perLanguage } = countByLayer(sets);
  const width = Math.max(...languages.map(({ length }) => length), 'language'.length);
  const row = (cell: (layer: number) => number | string) =>
    layers > 0
      ? `    ${Array.from({ length: layers }, (_, layer) => String(cell(layer)).padStart(4)).join('')}`
      : '';
  const again = (k: number) => (stability ? stability.perLanguage[k].mean.toFixed(2).padStart(7) : '');
  const drawn = stability ? ` (stable: overlap when ${stability.by} are drawn again)` : '';
  return [
    `${'language'.padEnd(width)} neurons${stability ? ' stable' : ''}${row((layer) => `L${layer}`)}`,
    ...languages.map((language, k) => {
      const cells = row((layer) => perLanguage[layer * languages.length + k]);
      return `${language.padEnd(width)} ${String(members[k].length).padStart(7)}${again(k)}${cells}`;
    }),
    `${method.toUpperCase()}: ${selected.length} neurons selected${drawn}\n`,
  ].join('\n');
}
