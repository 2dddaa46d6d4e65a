// One measurement of the graph benchmark, in a process of its own, so that memory and processor time are its own:
//   node graph-process.js TASK MODEL STORAGE     prints one JSON object
// MODEL is the graph's file, or the model's folder where the task generates.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Tensor } from '../src/engine/runtime';
import { decode } from '../src/engine/decode';
import { createDecoder } from '../src/engine/decoder';
import type { Decoder } from '../src/engine/decoder';
import { loadModel } from '../src/engine/loaded-model';
import { plainVariant } from '../src/engine/proof';
import { Provider } from '../src/engine/provider';
import type { Session } from '../src/engine/sessions';
import { loadSession } from '../src/engine/sessions';
import type { Anatomy } from '../src/graph/anatomy';
import { findAnatomy } from '../src/graph/anatomy';
import { readGraph } from '../src/graph/file';
import type { OnnxGraph } from '../src/graph/file';
import type { VariantFile } from '../src/graph/variants';
import { writeVariant } from '../src/graph/variants';

/** Tokens of one timed run; the prompt's are as many as a short question's. */
const tokens = 64;
const prompt = Int32Array.from({ length: 12 }, (_, i) => 100 + 37 * i);
const text = 'When I was a child, we went to the garden and';
const rounds = 5;
const options = { threads: 1, unpackWeights: false };

const tasks: Record<string, (model: string, storage: string) => Promise<object>> = {
  open: instrument,
  plain: (model, storage) => steady(model, storage, 'plain'),
  steer: (model, storage) => steady(model, storage, 'steer'),
  turns,
  ours,
  theirs,
};

/** Reads a graph, finds its anatomy and writes every variant. */
async function instrument(file: string, storage: string) {
  const [started, before] = [performance.now(), process.resourceUsage().maxRSS];
  const graph = await readGraph(file);
  const anatomy = findAnatomy(graph);
  const read = performance.now() - started;
  for (const name of ['count', 'inspect', 'steer', 'lens'] as const)
    await writeVariant(graph, anatomy, name, storage);
  const milliseconds = performance.now() - started;
  return { read, milliseconds, megabytes: (process.resourceUsage().maxRSS - before) / 1024 };
}

/** What a session holds after it has read a text. */
async function steady(file: string, storage: string, kind: 'plain' | 'steer') {
  const graph = await readGraph(file);
  const anatomy = findAnatomy(graph);
  const session = await sessionOf(graph, anatomy, storage, kind);
  await generate(decoderOf(anatomy, session));
  await wait(1000);
  return { megabytes: process.memoryUsage.rss() / 2 ** 20 };
}

/** The exported graph and the instrumented one, generating by turns: processor time of each round. */
async function turns(file: string, storage: string) {
  const graph = await readGraph(file);
  const anatomy = findAnatomy(graph);
  const plain = await sessionOf(graph, anatomy, storage, 'plain');
  const steer = await sessionOf(graph, anatomy, storage, 'steer');
  const used = { plain: [] as number[], steer: [] as number[] };
  for (let round = -1; round < rounds; round++) {
    for (const [name, session] of Object.entries({ plain, steer })) {
      const spent = await processorTime(() => generate(decoderOf(anatomy, session)));
      if (round >= 0) used[name as keyof typeof used].push(spent);
    }
  }
  return used;
}

/** Babelscope's own decoding loop, greedy, with neutral steering. */
async function ours(folder: string, storage: string) {
  const model = await loadModel({
    folder,
    storage,
    threads: 1,
    thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 },
  });
  const session = await model.session('steer');
  const { tokenizer, anatomy } = model;
  const never = new AbortController().signal;
  const sampling = { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 };
  const run = () =>
    decode(
      {
        decoder: decoderOf(anatomy, session),
        shadow: undefined,
        tokenizer,
        ends: new Set<number>(),
        room: tokens,
        started: performance.now(),
      },
      Int32Array.from(tokenizer.encode(text).ids),
      { sampling, maxTokens: tokens, stop: [] },
      { signal: never, stop: never, progress: () => undefined },
    );
  return { used: await timedRounds(run) };
}

/** What of transformers.js is used here. */
interface TransformersJs {
  env: { allowRemoteModels: boolean; localModelPath: string };
  pipeline(
    task: 'text-generation',
    model: string,
    options: object,
  ): Promise<(text: string, options: object) => Promise<unknown>>;
}

/** The same with transformers.js, from the folder of `BABELSCOPE_TRANSFORMERS_JS`. */
async function theirs(folder: string) {
  const installed = createRequire(join(process.env.BABELSCOPE_TRANSFORMERS_JS!, 'package.json'));
  const { env, pipeline } = installed('@huggingface/transformers') as TransformersJs;
  env.allowRemoteModels = false;
  env.localModelPath = dirname(folder);
  const generator = await pipeline('text-generation', folder.slice(dirname(folder).length + 1), {
    dtype: 'fp32',
    device: 'cpu',
    session_options: { intraOpNumThreads: 1 },
  });
  const settings = { do_sample: false, max_new_tokens: tokens, min_new_tokens: tokens };
  return { used: await timedRounds(() => generator(text, settings)) };
}

async function timedRounds(run: () => Promise<unknown>): Promise<number[]> {
  const used: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const spent = await processorTime(run);
    if (round >= 0) used.push(spent);
  }
  return used;
}

/** In milliseconds: other work on the machine lengthens it little. */
async function processorTime(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function sessionOf(
  graph: OnnxGraph,
  anatomy: Anatomy,
  storage: string,
  kind: 'plain' | 'steer',
): Promise<Session> {
  const steer = await writeVariant(graph, anatomy, 'steer', storage);
  const inputs = steer.inputs.filter(({ name }) => !isSteering(name));
  const variant = kind === 'steer' ? steer : plainVariant(graph.file, graph.weights.folder, inputs);
  return loadSession(variant, { ...options, provider: new Provider('cpu') });
}

function decoderOf(anatomy: Anatomy, session: Session): Decoder {
  return createDecoder(anatomy, session, neutral(session.variant));
}

/** Greedy. */
async function generate(decoder: Decoder): Promise<void> {
  let next: ArrayLike<number> = prompt;
  for (let step = 0; step < tokens; step++) {
    const logits = await decoder.read(next);
    let best = 0;
    for (let i = 1; i < logits.length; i++) if (logits[i] > logits[best]) best = i;
    next = [best];
  }
}

function isSteering(name: string): boolean {
  return /^(scale|offset|residual_offset)\.\d+$/.test(name);
}

/** Steering that changes nothing: scales of one, offsets of zero. */
function neutral({ inputs }: VariantFile): Record<string, Tensor> {
  const steering = inputs.filter(({ name }) => isSteering(name));
  return Object.fromEntries(
    steering.map(({ name, shape }) => {
      const data = new Float32Array(Number(shape[0])).fill(name.startsWith('scale') ? 1 : 0);
      return [name, new Tensor('float32', data, [data.length])];
    }),
  );
}

const [task, model, storage] = process.argv.slice(2);
void tasks[task](model, storage).then((result) => console.log(JSON.stringify(result)));
