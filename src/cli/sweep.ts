import { appendFile, mkdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Supervisor } from '../engine/supervisor';
import { writeAtomically } from '../files/atomic';
import type { ModelReference } from '../model/reference';
import { BabelscopeError } from '../protocol/failure';
import type { Sampling } from '../protocol/steering';
import type { LanguageMethod } from '../steering/choice';
import { languageMethods } from '../steering/choice';
import type { SweepPrompt, SweepRun, SweepSetting } from '../steering/sweep';
import { planSweep } from '../steering/sweep';
import type { SweepLine, SweepRow } from '../steering/sweep-report';
import { reportSweep, sweepCsv } from '../steering/sweep-report';
import { writtenIn } from '../text/written-in';
import { command } from './command';
import { atlasOptions, withEngine } from './engine';
import type { Option } from './options';
import { flag, json, languages, path, required, wholeNumber } from './options';
import { progressLine } from './progress';
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

const methods = list<LanguageMethod>(
  'diffmean,add,…',
  `of ${languageMethods.filter((name) => name !== 'off').join(', ')} (default diffmean)`,
  ['diffmean'],
  (word) => languageMethods.find((name) => name === word && name !== 'off'),
);
const strengths = list('0.5,1,2', 'strengths to try of every method (default 1)', [1], (word) =>
  word !== '' && Number.isFinite(Number(word)) ? Number(word) : undefined,
);

/** `babelscope sweep PROMPTS --out FOLDER`: how well languages can be switched, over pairs, methods and strengths. */
export const sweepCommand = command({
  name: 'sweep',
  operands: 'PROMPTS…',
  summary: 'Steers prompts from language to language and scores what comes out.',
  options: {
    out: required(path('FOLDER', 'where rows and report go; a sweep that is there already goes on')),
    from: languages('only prompts of these languages'),
    to: languages('languages to reach (default: all of the atlas)'),
    methods,
    strengths,
    control: flag('also a random intervention of equal size for each setting'),
    maxTokens: wholeNumber(24, 1, 10_000, 'tokens of a continuation (default 24)'),
    seed: wholeNumber(0, 0, 2 ** 32 - 1, 'of the random draws (default 0)'),
    json,
    ...atlasOptions,
  },
  notes: `
PROMPTS are text files named by their language, en.txt, fr.txt, …, a prompt a line. Languages are identified by script
where that tells them apart, else by n-grams; perplexity is that of a continuation alone under the unsteered model, over
that of the plain continuation of the same prompt. Every rate comes with its 95 % interval (Wilson).

FOLDER gets rows.jsonl (a run a line), report.csv and report.json.`,
  async run(operands, options) {
    if (operands.length === 0) throw new UsageError('sweep needs PROMPTS, such as en.txt.');
    const prompts = await readPrompts(operands);
    await withEngine(options, async (supervisor, model) => {
      const opened = await supervisor.open(model);
      const steering = await supervisor.call(model, 'steering', null);
      const pairs = pairsOf(prompts, steering.languages, options.from, options.to);
      const settings = settingsOf(options);
      const sampling = { ...steering.sampling, seed: options.seed };
      const plan = planSweep(prompts, pairs, settings, steering);
      const folder = await openFolder(options.out, {
        model: opened.identity,
        maxTokens: options.maxTokens,
        sampling,
        thresholds: [options.topRate, options.filterRate, options.activationBar],
      });
      const line = progressLine('runs');
      const identifier = await import('../text/identify');
      for (const [done, run] of plan.entries()) {
        line.show({ done, total: plan.length, note: run.setting ?? 'plain' });
        if (folder.rows.has(run.id)) continue;
        const row = await make(supervisor, model, run, sampling, options.maxTokens, (text) =>
          writtenIn(text, steering.languages, identifier),
        );
        await folder.add(row);
      }
      line.clear();
      const rows = plan.map(({ id }) => folder.rows.get(id)!);
      const report = reportSweep(rows);
      await writeAtomically(join(options.out, 'report.csv'), sweepCsv(report));
      await writeAtomically(join(options.out, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ out: options.out, runs: rows.length, report })}\n`
          : asText(report),
      );
    });
  },
});

async function readPrompts(files: readonly string[]): Promise<SweepPrompt[]> {
  const prompts: SweepPrompt[] = [];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      throw new BabelscopeError('corpus-unusable', `${file} cannot be read. Check its name.`, {
        cause: error,
      });
    });
    const language = basename(file).replace(/\.[^.]*$/, '');
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
    // The same prompt twice would only count twice.
    for (const line of new Set(lines)) prompts.push({ language, text: line });
  }
  if (prompts.length > 0) return prompts;
  throw new BabelscopeError('prompt-empty', 'There is no prompt in these files. Write one a line.');
}

function pairsOf(
  prompts: readonly SweepPrompt[],
  known: readonly string[],
  from: readonly string[] | undefined,
  to: readonly string[] | undefined,
): [string, string][] {
  const sources = [...new Set(prompts.map(({ language }) => language))].filter(
    (tag) => from?.includes(tag) ?? true,
  );
  const stranger = [...sources, ...(to ?? [])].find((tag) => !known.includes(tag));
  if (stranger !== undefined)
    throw new UsageError(`The atlas has no language “${stranger}”; it has ${known.join(', ')}.`);
  const pairs = sources.flatMap((source) =>
    (to ?? known).filter((target) => target !== source).map((target): [string, string] => [source, target]),
  );
  if (pairs.length > 0) return pairs;
  throw new UsageError('There is no pair of languages to try: check --from and --to.');
}

function settingsOf(options: {
  methods: LanguageMethod[];
  strengths: number[];
  control: boolean;
  seed: number;
}): SweepSetting[] {
  return options.methods.flatMap((method) =>
    options.strengths.flatMap((strength) => {
      const name = `${method} × ${strength}`;
      const setting: SweepSetting = { name, choice: { method, strength }, control: undefined };
      const control = { ...setting, name: `${name}, random control`, control: options.seed };
      return options.control ? [setting, control] : [setting];
    }),
  );
}

/** Continues, identifies and scores. */
async function make(
  supervisor: Supervisor,
  model: ModelReference,
  { id, setting, prompt, target, intervention }: SweepRun,
  sampling: Sampling,
  maxTokens: number,
  identify: (text: string) => ReturnType<typeof writtenIn>,
): Promise<SweepRow> {
  const request = { prompt: prompt.text, intervention, sampling, maxTokens, stop: [] };
  const { text, finish, changedAt } = await supervisor.call(model, 'generate', request);
  const [{ tokens, nll }] = await supervisor.call(model, 'score', { texts: [{ text }] });
  return {
    id,
    setting: setting ?? null,
    source: prompt.language,
    target: target ?? null,
    prompt: prompt.text,
    text,
    written: identify(text) ?? null,
    tokens,
    nll: tokens > 0 ? nll : null,
    finish,
    changedAt,
  };
}

/** The rows that are there already, and where further ones go. */
async function openFolder(folder: string, settings: unknown) {
  await mkdir(folder, { recursive: true });
  const [header, file] = [join(folder, 'sweep.json'), join(folder, 'rows.jsonl')];
  const words = `${JSON.stringify(settings)}\n`;
  const known = await readFile(header, 'utf8').catch(() => undefined);
  if (known !== undefined && known !== words) {
    throw new BabelscopeError(
      'storage-unwritable',
      `${folder} holds a sweep of another model or other settings. Choose another folder, or delete it.`,
    );
  }
  if (known === undefined) await writeAtomically(header, words);
  const rows = new Map<string, SweepRow>();
  const written = (await stat(file).catch(() => undefined)) ? await readFile(file, 'utf8') : '';
  for (const line of written.split('\n')) {
    try {
      const row = JSON.parse(line) as SweepRow;
      rows.set(row.id, row);
    } catch {
      // The last line of a sweep that was killed while writing it: its run is made again.
    }
  }
  // A line that was cut off must not swallow the next one.
  if (written !== '' && !written.endsWith('\n')) await appendFile(file, '\n');
  return {
    rows,
    async add(row: SweepRow) {
      rows.set(row.id, row);
      await appendFile(file, `${JSON.stringify(row)}\n`);
    },
  };
}

function asText(report: readonly SweepLine[]): string {
  const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
  const overall = report.filter(({ source }) => source === null);
  const width = Math.max(...overall.map(({ setting }) => setting.length));
  return overall
    .map(({ setting, score: { success, relativePerplexity, score, unsure }, unchanged }) => {
      const interval = `${percent(success.rate)} in the target language (${percent(success.low)}–${percent(success.high)}, n = ${success.trials}, ${unsure} unsure)`;
      const silent = unchanged > 0 ? `, ${unchanged} changed nothing` : '';
      return `${setting.padEnd(width)}  ${interval}, perplexity × ${relativePerplexity.toFixed(2)}, harmonic mean ${score.toFixed(2)}${silent}\n`;
    })
    .join('');
}
