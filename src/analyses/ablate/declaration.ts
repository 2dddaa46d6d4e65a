import type { Ablation } from '../../results/ablation/data';
import { analysis, type AskedOf, type RequestOf } from '../analysis';
import { dropForeign, seed, tags, texts, whole } from '../input';

/** How switching off each language's neurons changes every language's likelihood (LAPE, section 4.2). */
export const ablate = analysis<Ablation>()({
  id: 'ablate',
  command: 'babelscope.measureAblations',
  title: 'Measure Ablations',
  summary: 'Switches languages’ neurons off and measures every language.',
  needsAtlas: true,
  inputs: {
    // The languages to measure; they need not be those of the atlas. The result lists the atlas's first, in
    // its order.
    corpora: texts('Held-Out Texts', 1, 'held-out'),
    tokensPerLanguage: whole(4000, [1, 1e7], 'tokens to measure per language', {
      asked: 'Tokens',
      option: 'tokens',
    }),
    off: tags('switch off only these languages’ neurons (default: all of the atlas)'),
    dropForeign,
    draws: whole(3, [0, 100], 'random controls of each size, 0 for none'),
    seed: seed('of the documents and the controls'),
  },
  unit: 'passes',
  result: { ending: '.ablation.babelscope.json', label: 'Ablations', isFoundAtModel: false },
  doing: (about) => `measuring ablations on ${about}`,
  done: (model) => `The ablations of ${model} are measured`,
  notes: `
FOLDER holds held-out texts, laid out as for “babelscope count”: texts the atlas was not counted on. Activations of a
language's neurons are set to 0 at every token; NLL is the mean negative log-likelihood in nats per token, and perplexity
is exp(NLL). A random control has as many neurons of the same layers, drawn among those of no language.

What is measured is kept in FILE.partial: after an interruption the same command goes on there.

JSON: {"out", "model", "off": ["en", …], "neurons": {"en": 37, …}, "measured": […], "tokens": {"en": 4000, …},
"readsAs": {"en": {"own": 0.98, "samples", "others"}, …}, "nll": {"en": 2.9, …}, "perplexityChange": {"en": {"en": 0.71, …}, …}, "control": {"en": {…}, …}, "dominance": {"rows",
"columns"}, "overControl": {"en": 8.1, …}, "changed": {"en": true, …}, "sentences", "warnings"}. Changes are exp(ΔNLL) − 1,
first key the language that is off: 0.5 is 50 % more perplexity. FILE has the NLL of every cell and draw.`,
});

export type AblateRequest = RequestOf<typeof ablate>;
export type AskedAblation = AskedOf<typeof ablate>;
