import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { InferenceSession, Tensor } from '../src/engine/runtime';
import { decode } from '../src/engine/decode';
import type { LoadedModel } from '../src/engine/loaded-model';
import { loadModel } from '../src/engine/loaded-model';
import { prefixIds } from '../src/engine/reading';
import type { Steering } from '../src/engine/steering';
import { openSteering } from '../src/engine/steering';
import { createSupervisor } from '../src/client/supervisor';
import { bundledModel } from '../src/model/catalogue';
import { readModelFolder } from '../src/model/folder';
import type { Intervention } from '../src/steering/methods';
import type { Sampling } from '../src/steering/options';
import type { SteeringVectors } from '../src/steering/vectors';
import { makeLargerModel } from './larger-model';
import type { Measure } from './measure';
import { quantile } from './measure';

const reference = bundledModel(resolve('.'));
const thresholds = { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 };
const prompt = 'When I was a child, we went to the garden and';
const greedy: Sampling = { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 };
const french = (strength: number): Intervention => ({
  method: 'diffmean',
  off: ['en'],
  on: ['fr'],
  strength,
});
/** Tokens of one timed run. */
const tokens = 64;
const loads = 4;
const orders = [
  ['bare', 'plain', 'steered'],
  ['bare', 'steered', 'plain'],
  ['plain', 'bare', 'steered'],
  ['plain', 'steered', 'bare'],
  ['steered', 'bare', 'plain'],
  ['steered', 'plain', 'bare'],
] as const;
const rounds = 12;

/** Generating: decoding against a bare loop, steered against plain, and the first token. */
export async function run(): Promise<Measure[]> {
  const storage = await mkdtemp(join(tmpdir(), 'babelscope-bench-'));
  try {
    const larger = join(storage, 'larger');
    await makeLargerModel(reference.folder, larger);
    const scaled: Intervention = {
      method: 'neurons',
      neurons: [{ layer: 2, index: 7 }],
      scale: 0.5,
      offset: 0.1,
    };
    return [
      ...(await decoding('bundled', reference, storage, french(1))),
      ...(await decoding('H 512 × 8 layers × d_mlp 1,408', { folder: larger }, storage, scaled)),
      ...(await firstToken(storage)),
    ];
  } finally {
    await rm(storage, { recursive: true, force: true });
  }
}

/**
 * All in this process, in turns, on one thread. Compared is processor time, which other work on the machine lengthens
 * little. Two sessions of one and the same graph can differ by a tenth, by where their weights came to lie: every
 * contender is loaded several times, in changing order.
 */
async function decoding(
  name: string,
  where: { folder: string; atlas?: string },
  storage: string,
  intervention: Intervention,
): Promise<Measure[]> {
  const wall: number[] = [];
  const ratios = { plain: [] as number[], steered: [] as number[] };
  for (let load = 0; load < loads; load++) {
    const early = load % 2 === 0 ? await bareSession(where.folder) : undefined;
    const model = await loadModel({ ...where, storage, threads: 1, thresholds });
    const steering = await openSteering(model);
    const session = early ?? (await bareSession(where.folder));
    const ids = Int32Array.of(...prefixIds(model), ...model.tokenizer.encode(prompt).ids);
    const vectors = steering.compile(intervention);
    const contenders = {
      bare: () => bareLoop(session, model, ids),
      plain: () => generate(model, steering, ids),
      steered: () => generate(model, steering, ids, vectors),
    };
    for (let round = -1; round < rounds; round++) {
      const used = { bare: 0, plain: 0, steered: 0 };
      // Each follows each: who comes next pays for the garbage that was left.
      for (const name of orders[(round + orders.length) % orders.length]) {
        const [started, before] = [performance.now(), process.cpuUsage()];
        await contenders[name]();
        const { user, system } = process.cpuUsage(before);
        used[name] = user + system;
        if (name === 'plain' && round >= 0) wall.push((performance.now() - started) / tokens);
      }
      if (round < 0) continue;
      ratios.plain.push(used.bare / used.plain);
      ratios.steered.push(used.plain / used.steered);
    }
    await session.release();
    for (const name of ['steer', 'inspect', 'lens'] as const) await (await model.session(name)).release();
  }
  return [
    {
      what: `${name}: plain generation of ${tokens} tokens, one thread, median`,
      value: 1000 / quantile(wall, 0.5),
      unit: 'tokens/s',
    },
    {
      what: `${name}: the speed of plain generation, of a bare greedy loop on the exported graph`,
      value: quantile(ratios.plain, 0.5),
      unit: '×',
      goal: 0.95,
    },
    {
      what: `${name}: the speed of steered generation, of plain`,
      value: quantile(ratios.steered, 0.5),
      unit: '×',
      goal: 0.97,
    },
  ];
}

/** One run of the engine's own loop. */
async function generate(
  { tokenizer }: LoadedModel,
  steering: Steering,
  ids: Int32Array,
  vectors?: SteeringVectors,
): Promise<void> {
  const never = new AbortController().signal;
  const decoding = {
    decoder: steering.decoder(vectors),
    shadow: undefined,
    tokenizer,
    ends: new Set<number>(),
    room: tokens,
    started: performance.now(),
  };
  await decode(
    decoding,
    ids,
    { sampling: greedy, maxTokens: tokens, stop: [] },
    { signal: never, stop: never, progress: () => undefined },
  );
}

function bareSession(folder: string): Promise<InferenceSession> {
  const options = { intraOpNumThreads: 1, extra: { session: { disable_quant_qdq: '1' } } };
  return readModelFolder(folder).then(({ graphFile }) => InferenceSession.create(graphFile, options));
}

/** The least that generating takes: the exported graph, its cache fed back, the largest logit. */
async function bareLoop(
  session: InferenceSession,
  { anatomy }: LoadedModel,
  prompt: Int32Array,
): Promise<void> {
  const { cache, inputs, logits } = anatomy;
  const integers = (values: number[]) =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const feeds: Record<string, Tensor> = {};
  for (const name of cache!.inputs)
    feeds[name] = new Tensor('float32', new Float32Array(), [1, cache!.kvHeads, 0, cache!.headDim]);
  let next = [...prompt];
  let past = 0;
  for (let step = 0; step < tokens; step++) {
    feeds[inputs.ids] = integers(next);
    if (inputs.mask) feeds[inputs.mask] = integers(Array<number>(past + next.length).fill(1));
    if (inputs.positions) feeds[inputs.positions] = integers(next.map((_, i) => past + i));
    const outputs = await session.run(feeds);
    past += next.length;
    cache!.inputs.forEach((name, i) => (feeds[name] = outputs[cache!.outputs[i]]));
    const values = (outputs[logits].data as Float32Array).subarray(-anatomy.vocabulary);
    let best = 0;
    for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
    next = [best];
  }
}

/** Through the engine's process, as a panel calls it: from the call to the first part. */
async function firstToken(storage: string): Promise<Measure[]> {
  const engine = createSupervisor({
    engineFile: resolve('dist/engine.js'),
    storage,
    settings: () => ({ threads: 0, thresholds }),
    log: () => undefined,
  });
  try {
    await engine.open(reference);
    const opened = performance.now();
    await engine.call(reference, 'steering', null);
    const ready = performance.now() - opened;
    const times: number[] = [];
    for (let i = 0; i < 25; i++) {
      const started = performance.now();
      let first = 0;
      // Another strength each time: nothing of one run is of use to the next.
      const request = {
        prompt,
        intervention: french(0.5 + i / 50),
        sampling: greedy,
        maxTokens: 4,
        stop: [],
      };
      await engine.call(reference, 'generate', request, {
        onProgress: () => (first ||= performance.now() - started),
      });
      if (i >= 5) times.push(first);
    }
    return [
      { what: 'make ready for steering: load its session, run it once', value: ready, unit: 'ms' },
      {
        what: 'first steered token after a change of strength, median',
        value: quantile(times, 0.5),
        unit: 'ms',
      },
      {
        what: 'first steered token after a change of strength, p95',
        value: quantile(times, 0.95),
        unit: 'ms',
        goal: 100,
      },
    ];
  } finally {
    engine.dispose();
  }
}
