import { switchingMethods } from '../../steering/methods';
import type { SweepLine } from '../../results/sweep/data';
import { countRuns } from './plan';
import { analysis, type AskedOf, partialOf, type Reported, type RequestOf } from '../analysis';
import { flag, layers, methods, path, prompts, seed, strengths, tags, whole } from '../input';

/** The outcome of a sweep; its runs are in its file. */
export interface SweepResult extends Reported {
  runs: number;
  report: SweepLine[];
}

/** How well languages can be switched, over language pairs, methods, strengths and layers. */
export const sweep = analysis<SweepResult>()({
  id: 'sweep',
  command: 'babelscope.runSweep',
  title: 'Run Steering Sweep',
  summary: 'Steers prompts from language to language and scores what comes out.',
  needsAtlas: true,
  inputs: {
    prompts: prompts('What Is Continued'),
    from: tags('only prompts of these languages', 'prompts', {
      asked: 'Languages of the Prompts, to Be Left',
    }),
    to: tags('languages to reach (default: all of the atlas)', 'atlas', { asked: 'Languages to Be Reached' }),
    methods: methods(['diffmean'], `of ${switchingMethods.join(', ')} (default diffmean)`, {
      asked: 'Methods',
    }),
    strengths: strengths([1], 'strengths to try of every method (default 1)', { asked: 'Strengths' }),
    layers: layers('layers to try of every method, from 0 (default: the best known)'),
    control: flag('also a random intervention of equal size for each setting', { inEditor: true }),
    maxTokens: whole(24, [1, 10_000], 'tokens of a continuation'),
    seed: seed('of the random draws'),
    rows: path('where runs are kept, a line each; beside the file until it is done'),
  },
  unit: 'runs',
  result: { ending: '.sweep.babelscope.json', label: 'Steering sweep', isFoundAtModel: false },
  doing: (about) => `sweeping steering settings over ${about}`,
  done: (model) => `The steering sweep of ${model} is done`,
  estimate: countRuns,
  makes: ({ rows }) => (typeof rows === 'string' ? rows : undefined),
  soFar: (file) => `${partialOf(file)}/so-far.babelscope.json`,
  notes: `
PROMPTS are text files named by their language, en.txt, fr.txt, …, a prompt a line, or JSON, {"en": ["…"], "fr": ["…"]};
without any, neutral ones that come with Babelscope. Languages are identified by script where that tells them apart, else
by its alphabet and n-grams, and only what is sure counts as success; perplexity is that of a continuation alone under the unsteered model, over that of the plain continuation of
the same prompt. Every rate comes with its 95 % interval (Wilson).

PLACE is a folder, which gets rows.jsonl (a run a line), report.csv, report.json and sweep.babelscope.json, which opens
in the editor; or such a file alone, *.babelscope.json. A sweep that is there already goes on, also one that was begun in
the editor.`,
});

export type SweepRequest = RequestOf<typeof sweep>;
export type AskedSweep = AskedOf<typeof sweep>;
