import type { LanguageShares } from '../../text/language-shares';
import { analysis, type AskedOf, type Reported, type RequestOf } from '../analysis';
import { dropForeign, seed, shard, texts, whole } from '../input';

/** The outcome of a counting run; the atlas itself is in its file. */
export interface CountResult extends Reported {
  /** `[language]` */
  tokens: number[];
  seconds: number;
  /** How many of the tokens an earlier, unfinished run had counted. */
  resumed: number;
  /** That run's saved progress was damaged, so everything was counted again. */
  damaged: boolean;
  /** `[language]` the languages that a sample of its documents reads as. */
  readsAs: LanguageShares[];
  /** `[language]` documents left out because they read as another language, of those examined. */
  dropped: number[];
}

/** LAPE's counts (arXiv 2402.16438): on how many tokens of each language every neuron is active. */
export const count = analysis<CountResult>()({
  id: 'count',
  command: 'babelscope.findNeurons',
  title: 'Find Language Neurons',
  summary: 'Counts language neurons over the texts in a folder.',
  needsAtlas: false,
  inputs: {
    corpora: texts('Texts', 2, 'texts'),
    tokensPerLanguage: whole(100_000, [1, 1e12], 'tokens per language', {
      asked: 'Tokens',
      option: 'tokens',
    }),
    seed: seed('another sample of the documents'),
    dropForeign,
    shard: shard('only this part of the run, for “babelscope merge”'),
  },
  unit: 'tokens',
  result: { ending: '.lape.safetensors', label: 'Neuron atlas', isFoundAtModel: true },
  doing: (about) => `counting language neurons over ${about}`,
  done: (model) => `The language neurons of ${model} are counted`,
  beganAnew: ({ resumed, damaged }) => resumed === 0 && !damaged,
  notes: `
FOLDER holds at least two languages, each a file (en.txt, wiki.fr.jsonl.gz, zh-CN.parquet) or a folder of files, UTF-8,
a document a line or row. Documents are taken from all over a language's texts. Name the atlas *.lape.safetensors and
put it into the model's folder, and it is found there.

What is done is kept in ATLAS.partial: after an interruption the same command goes on there.

JSON: {"atlas", "tokens": {"en": 100000, …}, "readsAs": {"en": {"own": 0.98, "samples": 120, "others": [{"language",
"share"}]}, …}, "dropped": {"en": 0, …}, "seconds", "resumed", "warnings": […]}; "own" is the share of sampled documents that
read as the language, null where that cannot be told; below 0.9 there is a warning. Files
that were left out are told in the warnings.`,
});

export type CountRequest = RequestOf<typeof count>;
export type AskedCount = AskedOf<typeof count>;
