import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { toBinary } from '@bufbuild/protobuf';
import { Tensor } from '../src/engine/runtime';
import { analysisHandlers } from '../src/analyses/running';
import { Provider } from '../src/engine/provider';
import { plainFeeds } from '../src/engine/feeds';
import type { LoadedModel } from '../src/engine/loaded-model';
import { loadModel } from '../src/engine/loaded-model';
import { engineOf } from '../src/engine/open-engine';
import { loadSession } from '../src/engine/sessions';
import { readGraph } from '../src/graph/file';
import { ModelProtoSchema } from '../src/graph/onnx_pb';
import { Rewrite } from '../src/graph/rewrite';
import type { Counts } from '../src/lape/counts';
import { measureActivations } from '../src/lape/measured';
import { selectFrom, selectNeurons } from '../src/lape/select';
import { bundledModel } from '../src/model/catalogue';
import { madeUpCounts } from './made-up-counts';
import { makeLargerModel } from './larger-model';
import type { Measure } from './measure';
import { quantile, timed } from './measure';
import { plainSession } from './plain-session';

const paper = { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 };

/** Counting with the bundled model, and scoring: from counts to neuron sets, and again when a threshold moves. */
export async function run(): Promise<Measure[]> {
  const bundled = bundledModel(resolve('.')).folder;
  const folder = await mkdtemp(join(tmpdir(), 'babelscope-bench-model-'));
  try {
    await makeLargerModel(bundled, folder);
    return [
      ...(await counting('bundled', bundled)),
      ...(await counting('H 512 × 8 layers × d_mlp 1,408', folder)),
      ...(await scoring()),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const [rows, sequence] = [8, 512];
const rounds = 9;

/** Counting against the plain model's forward pass on the same tokens, by turns: what slows one slows the other. */
async function counting(name: string, modelFolder: string): Promise<Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'babelscope-bench-'));
  try {
    const model = await loadModel({
      folder: modelFolder,
      storage: folder,
      threads: 0,
      thresholds: paper,
    });
    const text = (await readFile('media/sample/multilingual.md', 'utf8')).repeat(40);
    const files = await Promise.all(
      ['en', 'fr'].map(async (language) => {
        const file = join(folder, `${language}.txt`);
        await writeFile(file, text);
        return { language, files: [file] };
      }),
    );
    const ids = model.tokenizer.encode(text).ids.slice(0, rows * sequence);
    const session = await plainSession(modelFolder);
    const feeds = plainFeeds(model.anatomy, session.variant.inputs, {
      batch: rows,
      sequence,
      ids: Int32Array.from(ids),
    });
    const plain = async () => void (await session.run(feeds, ['logits']));
    const bare = await headlessSession(model, folder);
    const headless = async () => void (await bare.run(feeds, bare.variant.outputs));
    const variant = await model.session('count');
    const countFeeds = {
      ...plainFeeds(model.anatomy, variant.variant.inputs, {
        batch: rows,
        sequence,
        ids: Int32Array.from(ids),
      }),
      token_mask: new Tensor('uint8', new Uint8Array(rows * sequence).fill(1), [rows, sequence]),
      peak_rows: new Tensor('int64', BigInt64Array.of(0n), [1]),
      peak_mask: new Tensor('uint8', new Uint8Array(sequence).fill(1), [1, sequence]),
    };
    const inGraph = async () => void (await variant.run(countFeeds, variant.variant.outputs));
    const run = async () => {
      const request = {
        corpora: files,
        tokensPerLanguage: rows * sequence,
        file: join(folder, 'a.safetensors'),
      };
      const { signal } = new AbortController();
      await analysisHandlers(() => engineOf(model)).count(request, {
        signal,
        stop: signal,
        progress: () => undefined,
      });
    };
    const times: Record<'plain' | 'headless' | 'inGraph' | 'run', number[]> = {
      plain: [],
      headless: [],
      inGraph: [],
      run: [],
    };
    for (let round = 0; round < rounds; round++) {
      times.plain.push(...(await timed(1, round === 0 ? 1 : 0, plain)));
      times.headless.push(...(await timed(1, round === 0 ? 1 : 0, headless)));
      times.inGraph.push(...(await timed(1, round === 0 ? 1 : 0, inGraph)));
      times.run.push(...(await timed(1, round === 0 ? 1 : 0, run)).map((time) => time / 2));
    }
    const median = (values: number[]) => quantile(values, 0.5);
    const [plainMemory, runMemory] = await memory(modelFolder, folder, text);
    await session.release();
    await bare.release();
    return [
      {
        what: `${name}: count in the graph, tokens/s over the plain forward pass`,
        value: median(times.plain) / median(times.inGraph),
        unit: '×',
        goal: 1,
      },
      {
        what: `${name}: … over the same forward pass without head`,
        value: median(times.headless) / median(times.inGraph),
        unit: '×',
        goal: 0.9,
      },
      {
        what: `${name}: a whole run (reading, tokens, counting, atlas), tokens/s over the plain forward pass`,
        value: median(times.plain) / median(times.run),
        unit: '×',
      },
      {
        what: `${name}: a whole run`,
        value: (rows * sequence * 1000) / median(times.run),
        unit: 'tokens/s',
      },
      {
        what: `${name}: the most memory of a run, of that of the plain forward pass at the same batch`,
        value: runMemory / plainMemory,
        unit: '×',
        most: 1.15,
      },
      { what: `${name}: … in all`, value: runMemory / 1e6, unit: 'MB' },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The most memory of the plain model and of a run, each in a process of its own, whose variants are written already. */
async function memory(modelFolder: string, folder: string, text: string): Promise<[number, number]> {
  for (const language of ['en', 'fr']) await writeFile(join(folder, `${language}.txt`), text.repeat(4));
  const held = async (what: string) => {
    const program = resolve('out/bench/memory-process.js');
    const run = await promisify(execFile)(process.execPath, [program, what, modelFolder, folder]);
    return Number(run.stdout.trim().split('\n').pop());
  };
  return [await held('plain'), await held('count')];
}

/** The forward pass up to the last residual stream, and nothing else. */
async function headlessSession(model: LoadedModel, folder: string) {
  const graph = await readGraph(model.folder.graphFile);
  const rewrite = new Rewrite(graph, model.anatomy);
  const { residuals, layers, dModel } = model.anatomy;
  const last = residuals[layers];
  rewrite.output('residual', last, rewrite.dtype(last), ['batch', 'sequence', dModel]);
  const { model: headless, inputs, outputs } = rewrite.finish();
  const file = join(folder, 'headless.onnx');
  await writeFile(file, toBinary(ModelProtoSchema, headless));
  const variant = { file, weightsFolder: graph.weights.folder, inputs, outputs };
  return loadSession(variant, { threads: 0, provider: new Provider('cpu'), unpackWeights: true });
}

async function scoring(): Promise<Measure[]> {
  const mistral = madeUpCounts(32, 14_336, 10);
  const llama = madeUpCounts(80, 28_672, 7);
  const score = async (counts: Counts) =>
    quantile(await timed(5, 1, async () => selectNeurons(counts, paper)), 0.5);
  const measured = measureActivations(mistral);
  // Another rate at every step: nothing of the step before can help.
  let step = 0;
  const moved = await timed(20, 2, async () => {
    step++;
    selectFrom(measured, {
      topRate: 0.01 + step / 1e4,
      filterRate: 0.95 - step / 1e3,
      activationBar: 0.9 + step / 1e3,
    });
  });
  return [
    { what: 'score Mistral-7B × 10 languages, median', value: await score(mistral), unit: 'ms', goal: 300 },
    { what: 'score LLaMA-2-70B × 7 languages, median', value: await score(llama), unit: 'ms', goal: 1500 },
    {
      what: 'select again with all three thresholds moved, Mistral-7B, median',
      value: quantile(moved, 0.5),
      unit: 'ms',
    },
    { what: '… p95', value: quantile(moved, 0.95), unit: 'ms', goal: 100 },
  ];
}
