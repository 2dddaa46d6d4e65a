import { basename, join } from 'node:path';
import { writeAtomically } from '../files/atomic';
import { builtInPrompts } from '../files/built-in-prompts';
import { encodeSweep } from '../files/sweep';
import { openSweepFolder } from '../files/sweep-folder';
import { readWhole, UnreadableError } from '../files/whole';
import { BabelscopeError, toFailure } from '../rpc/failure';
import type { LayerRange } from '../steering/layer-range';
import type { SweepLine, SweepPair, SweepPrompt } from '../steering/sweep-data';
import type { SwitchingMethod } from '../steering/methods';
import { switchingMethods } from '../steering/methods';
import { wrongLayers } from '../steering/layer-range';
import { largestPrompts, placeOf, promptsIn, promptsText } from '../steering/prompts';
import { planSweep, sweepPairs, sweepSettings } from '../steering/sweep';
import { reportSweep } from '../steering/sweep-report';
import { sweepTable } from '../view/sweep-table';
import { runSweep } from '../steering/sweep-run';
import { writtenIn } from '../text/written-in';
import { command } from './command';
import { atlasOptions, withEngine } from './engine';
import { onnxruntimeVersion, root, version } from './installation';
import { interruptible, wasStopped } from './interruption';
import type { Option } from './options';
import { flag, json, languages, path, required, wholeNumber } from './options';
import { expectSweepFolder } from './output';
import { progressLine } from './progress';
import { warn } from './standard-error';
import { jsonLine, print } from './standard-output';
import { UsageError } from './usage';

/** Values with commas between them. */
function list<T>(
  placeholder: string,
  help: string,
  fallback: T[],
  read: (word: string) => T | undefined,
): Option<T[]> {
  return {
    placeholder,
    help,
    read(given, name) {
      if (given === undefined) return fallback;
      return given.split(',').map((word) => {
        const value = read(word.trim());
        if (value === undefined)
          throw new UsageError(`${name} is a list such as ${placeholder}, not “${given}”.`);
        return value;
      });
    },
  };
}

const methods = list<SwitchingMethod>(
  'diffmean,add,…',
  `of ${switchingMethods.join(', ')} (default diffmean)`,
  ['diffmean'],
  (word) => switchingMethods.find((name) => name === word),
);
const strengths = list('0.5,1,2', 'strengths to try of every method (default 1)', [1], (word) =>
  word !== '' && Number.isFinite(Number(word)) ? Number(word) : undefined,
);
const layers = list<LayerRange>(
  '2,4-6',
  'layers to try of every method, from 0 (default: the best known)',
  [],
  (word) => {
    const [, first, last = first] = /^(\d+)(?:[-–](\d+))?$/.exec(word) ?? [];
    return first === undefined ? undefined : [Number(first), Number(last)];
  },
);

/** `babelscope sweep PROMPTS --out FOLDER`: how well languages can be switched, over pairs, methods and strengths. */
export const sweepCommand = command({
  name: 'sweep',
  operands: '[PROMPTS…]',
  summary: 'Steers prompts from language to language and scores what comes out.',
  options: {
    out: required(path('FOLDER', 'where rows and report go; a sweep that is there already goes on')),
    from: languages('only prompts of these languages'),
    to: languages('languages to reach (default: all of the atlas)'),
    methods,
    strengths,
    layers,
    control: flag('also a random intervention of equal size for each setting'),
    prompts: wholeNumber(1_000_000, 1, 1_000_000, 'prompts of each language at most (default: all)'),
    maxTokens: wholeNumber(24, 1, 10_000, 'tokens of a continuation (default 24)'),
    seed: wholeNumber(0, 0, 2 ** 32 - 1, 'of the random draws (default 0)'),
    json,
    ...atlasOptions,
  },
  notes: `
PROMPTS are text files named by their language, en.txt, fr.txt, …, a prompt a line, or JSON, {"en": ["…"], "fr": ["…"]};
without any, neutral ones that come with Babelscope. Languages are identified by script where that tells them apart, else
by its alphabet and n-grams, and only what is sure counts as success; perplexity is that of a continuation alone under the unsteered model, over that of the plain continuation of
the same prompt. Every rate comes with its 95 % interval (Wilson).

FOLDER gets rows.jsonl (a run a line), report.csv, report.json and sweep.babelscope.json, which opens in the editor.`,
  async run(operands, options) {
    const all = await readPrompts(operands);
    await expectSweepFolder(options.out);
    const line = progressLine('runs');
    await interruptible((ending) =>
      withEngine(options, async (supervisor, model) => {
        const opened = await supervisor.open(model, { signal: ending.stop });
        const steering = await supervisor.call(model, 'steering', null, { signal: ending.stop });
        const prompts = chosenPrompts(all, steering.languages, operands.length > 0, options);
        const pairs = pairsOf(prompts, steering.languages, options.to);
        checkLayers(options.layers, steering.layers);
        const settings = sweepSettings({
          methods: options.methods,
          strengths: options.strengths,
          ...(options.layers.length > 0 && { layers: options.layers }),
          control: options.control ? options.seed : undefined,
        });
        const { maxTokens, topRate, filterRate, activationBar } = options;
        const sampling = { ...steering.sampling, seed: options.seed };
        const plan = planSweep(prompts, pairs, settings, steering);
        const folder = await openSweepFolder(options.out, {
          model: opened.identity,
          maxTokens,
          sampling,
          thresholds: [topRate, filterRate, activationBar],
        });
        if (folder.damage !== undefined) warn(folder.damage);
        const identifier = await import('../text/identify');
        try {
          await runSweep(
            plan,
            folder,
            {
              trials: (request, how) => supervisor.call(model, 'trials', request, how),
              identify: (text) => writtenIn(text, steering.languages, identifier),
              sampling,
              maxTokens,
              ...ending,
            },
            (done, { setting }) => line.show({ done, total: plan.length, note: setting ?? 'plain' }),
          );
        } catch (error) {
          const { code, message } = toFailure(error);
          if (await wasStopped(error, ending))
            throw interrupted(plan.filter(({ id }) => folder.rows.has(id)).length, plan.length);
          if (code !== 'prompt-too-long') throw error;
          const place = await tooLong(prompts, (prompt) => {
            const request = { prompts: [prompt], intervention: null, sampling, maxTokens: 1 };
            return supervisor.call(model, 'trials', request);
          });
          throw place === undefined ? error : new BabelscopeError(code, `${place} is no prompt: ${message}`);
        } finally {
          line.clear();
          await folder.close();
        }
        const rows = plan.map(({ id }) => folder.rows.get(id)!);
        const report = reportSweep(rows);
        await writeAtomically(join(options.out, 'report.csv'), sweepTable(report));
        await writeAtomically(join(options.out, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
        await writeAtomically(
          join(options.out, 'sweep.babelscope.json'),
          encodeSweep({
            versions: { babelscope: version(), onnxruntime: onnxruntimeVersion() },
            date: new Date().toISOString(),
            model: { name: opened.name, identity: opened.identity },
            thresholds: { topRate, filterRate, activationBar },
            sampling,
            maxTokens,
            pairs,
            settings,
            planned: plan.length,
            rows,
          }),
        );
        print(options.json ? jsonLine({ out: options.out, runs: rows.length, report }) : asText(report));
      }),
    );
  },
});

/** A prompt and where it stands, for people. */
interface PlacedPrompt extends SweepPrompt {
  place: string;
}

async function readPrompts(files: readonly string[]): Promise<PlacedPrompt[]> {
  const read =
    files.length === 0 ? await builtInPrompts(root) : await Promise.all(files.map((file) => readText(file)));
  return read.flatMap(({ name, content }) =>
    promptsIn(basename(name), content).map((prompt) => ({
      ...prompt,
      place: placeOf(prompt.text, name, content),
    })),
  );
}

async function readText(file: string): Promise<{ name: string; content: string }> {
  const bytes = await readWhole(file, largestPrompts).catch((error: unknown) => {
    if (!(error instanceof UnreadableError)) throw error;
    const reason = error.missing ? 'cannot be read. Check its name.' : `${error.message}. Give another file.`;
    throw new BabelscopeError('corpus-unusable', `${file} ${reason}`, { cause: error });
  });
  return { name: file, content: promptsText(file, bytes) };
}

/**
 * Tells which of the prompts an engine refuses as too long.
 *
 * @param read lets the engine read one
 * @returns where it stands; undefined where none is refused alone
 */
async function tooLong(
  prompts: readonly PlacedPrompt[],
  read: (prompt: string) => Promise<unknown>,
): Promise<string | undefined> {
  const longestFirst = [...prompts].sort((one, other) => other.text.length - one.text.length);
  for (const { text, place } of longestFirst) {
    const failure = await read(text).then(() => undefined, toFailure);
    if (failure?.code === 'prompt-too-long') return place;
  }
  return undefined;
}

/** Those of the languages asked for; of the built-in ones, those that the model knows. */
function chosenPrompts(
  all: readonly PlacedPrompt[],
  known: readonly string[],
  own: boolean,
  { from, prompts: most }: { from: string[] | undefined; prompts: number },
): PlacedPrompt[] {
  const asked = all.filter(({ language }) => from?.includes(language) ?? (own || known.includes(language)));
  const languages = new Set(asked.map(({ language }) => language));
  return [...languages].flatMap((tag) => asked.filter(({ language }) => language === tag).slice(0, most));
}

function pairsOf(
  prompts: readonly SweepPrompt[],
  known: readonly string[],
  to: readonly string[] | undefined,
): SweepPair[] {
  const sources = [...new Set(prompts.map(({ language }) => language))];
  const stranger = [...sources, ...(to ?? [])].find((tag) => !known.includes(tag));
  if (stranger !== undefined)
    throw new UsageError(`The atlas has no language “${stranger}”; it has ${known.join(', ')}.`);
  const pairs = sweepPairs(sources, to ?? known);
  if (pairs.length > 0) return pairs;
  throw new UsageError('There is no pair of languages to try: check the prompts, --from and --to.');
}

function checkLayers(ranges: readonly LayerRange[], layers: number): void {
  const wrong = ranges.map((range) => wrongLayers(range, layers)).find((words) => words !== undefined);
  if (wrong !== undefined) throw new UsageError(wrong);
}

function interrupted(done: number, total: number): BabelscopeError {
  return new BabelscopeError(
    'cancelled',
    `Ended after ${done} of ${total} runs, which are kept. Run the same command again to go on.`,
  );
}

function asText(report: readonly SweepLine[]): string {
  const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
  const overall = report.filter(({ source }) => source === null);
  const width = Math.max(...overall.map(({ setting }) => (setting ?? 'plain').length));
  return overall
    .map(({ setting, score: { success, relativePerplexity, score, unsure }, unchanged, broken }) => {
      const interval = `${percent(success.rate)} in the target language (${percent(success.low)}–${percent(success.high)}, n = ${success.trials}, ${percent(unsure / success.trials)} unsure)`;
      const silent = unchanged > 0 ? `, ${unchanged} changed nothing` : '';
      const halted = broken > 0 ? `, ${broken} of ${success.trials} runs broke: not a number` : '';
      return `${(setting ?? 'plain').padEnd(width)}  ${interval}, perplexity × ${relativePerplexity.toFixed(2)}, harmonic mean ${score.toFixed(2)}${silent}${halted}\n`;
    })
    .join('');
}
