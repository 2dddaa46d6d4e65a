import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Supervisor } from '../src/client/supervisor';
import { createSupervisor } from '../src/client/supervisor';
import { bundledModel } from '../src/model/catalogue';
import type { Measure } from './measure';
import { quantile, timed } from './measure';

/** The engine alone, on the bundled model: opening, 256 tokens, 4,000 tokens, a token's details. */
export async function run(): Promise<Measure[]> {
  const storage = await mkdtemp(join(tmpdir(), 'babelscope-bench-'));
  const start = () =>
    createSupervisor({
      engineFile: resolve('dist/engine.js'),
      storage,
      settings: () => ({ threads: 0, thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 } }),
      log: () => undefined,
    });
  // Runs have processes of their own, as in the editor.
  const [engine, runs] = [start(), start()];
  try {
    return [...(await measure(engine)), ...(await besideRun(engine, runs, storage))];
  } finally {
    engine.dispose();
    runs.dispose();
    await rm(storage, { recursive: true, force: true });
  }
}

async function measure(engine: Supervisor): Promise<Measure[]> {
  const model = bundledModel(resolve('.'));
  const open = async () => {
    const [milliseconds] = await timed(1, 0, () => engine.open(model));
    return milliseconds;
  };
  const first = await open();
  engine.stop(model);
  const again = await open();

  const sample = await readFile('media/sample/multilingual.md', 'utf8');
  const short = await textOf(engine, sample, 256);
  const long = await textOf(engine, sample, 4000);
  const inspect = (text: string) => engine.call(model, 'inspect', { texts: [text] });
  const shortTimes = await timed(40, 5, () => inspect(short));
  const longTimes = await timed(5, 1, () => inspect(long));
  const { id } = await inspect(short);
  const details = await timed(40, 5, () =>
    engine.call(model, 'tokenDetail', { inspection: id, token: 100, top: 12 }),
  );
  return [
    {
      what: 'open the bundled model for the first time: write and prove its variants',
      value: first,
      unit: 'ms',
    },
    { what: 'open it again', value: again, unit: 'ms' },
    { what: 'inspect 256 tokens, median', value: quantile(shortTimes, 0.5), unit: 'ms' },
    { what: 'inspect 256 tokens, p95', value: quantile(shortTimes, 0.95), unit: 'ms' },
    { what: 'inspect 4,000 tokens, median', value: quantile(longTimes, 0.5), unit: 'ms' },
    { what: 'details of one token, p95', value: quantile(details, 0.95), unit: 'ms' },
  ];
}

/** Inspecting while language neurons are counted. */
async function besideRun(engine: Supervisor, runs: Supervisor, storage: string): Promise<Measure[]> {
  const model = bundledModel(resolve('.'));
  const short = await textOf(engine, await readFile('media/sample/multilingual.md', 'utf8'), 256);
  const corpora = ['en', 'fr'].map((language) => ({
    language,
    files: [resolve(`media/corpora/texts/${language}.txt`)],
  }));
  const ending = new AbortController();
  let begun: (() => void) | undefined;
  const counting = new Promise<void>((resolve) => (begun = resolve));
  const run = runs
    .call(
      { ...model, atlas: undefined },
      'count',
      { corpora, tokensPerLanguage: 1e6, file: join(storage, 'run.safetensors') },
      { signal: ending.signal, onProgress: ({ done }) => done > 0 && begun?.() },
    )
    .catch((error: unknown) => error);
  await counting;
  const times = await timed(40, 5, () => engine.call(model, 'inspect', { texts: [short] }));
  ending.abort();
  await run;
  return [
    {
      what: 'inspect 256 tokens while a run counts, median',
      value: quantile(times, 0.5),
      unit: 'ms',
    },
    { what: '… p95', value: quantile(times, 0.95), unit: 'ms' },
  ];
}

/** So much of the repeated text that the model reads exactly `tokens` tokens. */
async function textOf(engine: Supervisor, text: string, tokens: number): Promise<string> {
  const model = bundledModel(resolve('.'));
  const characters = Math.ceil(tokens * 1.2);
  const repeated = text.repeat(Math.ceil((4 * characters) / text.length));
  const { end } = await engine.call(model, 'inspect', { texts: [repeated.slice(0, characters)] });
  return repeated.slice(0, end[Math.min(tokens, end.length) - 1]);
}
