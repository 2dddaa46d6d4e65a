import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { bundledModel } from '../src/model/catalogue';
import { makeLargerModel } from './larger-model';
import type { Measure } from './measure';
import { quantile } from './measure';

/** Sessions can differ by a tenth by where their weights came to lie: every contender is loaded several times. */
const loads = 3;

/** Opening models of 2 and 10 GB, and what the instrumented graph costs in memory and in speed. */
export async function run(): Promise<Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'babelscope-bench-graph-'));
  const bundled = bundledModel(resolve('.')).folder;
  try {
    const small = await makeLargerModel(bundled, join(folder, 'small'), {
      dModel: 1024,
      dMlp: 2816,
      weights: 'inline',
    });
    const measures = await generation(small, folder);
    const inline = await makeLargerModel(bundled, join(folder, 'inline'), {
      dModel: 2048,
      dMlp: 5632,
      weights: 'inline',
    });
    const sparse = await makeLargerModel(bundled, join(folder, 'sparse'), {
      dModel: 4096,
      dMlp: 18_944,
      weights: 'sparse',
    });
    return [...(await opening(inline, sparse, folder)), ...(await memory(inline, folder)), ...measures];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function opening(inline: string, sparse: string, storage: string): Promise<Measure[]> {
  type Opened = Record<'read' | 'milliseconds' | 'megabytes', number>;
  const runs = await times(5, () => inProcess<Opened>('open', inline, storage));
  const large = await times(5, () => inProcess<Opened>('open', sparse, storage));
  const median = (of: Opened[], what: keyof Opened) =>
    quantile(
      of.map((one) => one[what]),
      0.5,
    );
  return [
    {
      what: 'instrument 1.9 GB with inline weights: read, find, write four variants',
      value: median(runs, 'milliseconds'),
      unit: 'ms',
      goal: 1000,
    },
    { what: 'the memory that takes', value: median(runs, 'megabytes'), unit: 'MB', goal: 150 },
    {
      what: 'open the graph of 10 GB with external weights: read, find',
      value: median(large, 'read'),
      unit: 'ms',
      goal: 1000,
    },
    { what: '… and write its variants', value: median(large, 'milliseconds'), unit: 'ms' },
  ];
}

async function memory(inline: string, storage: string): Promise<Measure[]> {
  const plain = await inProcess<{ megabytes: number }>('plain', inline, storage);
  const steer = await inProcess<{ megabytes: number }>('steer', inline, storage);
  return [
    { what: 'a process with the exported 1.9 GB loaded', value: plain.megabytes, unit: 'MB' },
    {
      what: 'memory with the instrumented graph loaded instead',
      value: steer.megabytes / plain.megabytes,
      unit: '×',
      most: 1.15,
    },
  ];
}

/** Generating with a cache, 134 million weights, one thread, in processor time. */
async function generation(file: string, storage: string): Promise<Measure[]> {
  type Used = { used: number[] };
  const turns = await times(loads, () =>
    inProcess<Record<'plain' | 'steer', number[]>>('turns', file, storage),
  );
  const ratios = turns.flatMap(({ plain, steer }) => plain.map((used, i) => used / steer[i]));
  const measures: Measure[] = [
    {
      what: 'generation with the instrumented graph, of the exported one',
      value: quantile(ratios, 0.5),
      unit: '×',
      goal: 0.97,
    },
  ];
  if (!process.env.BABELSCOPE_TRANSFORMERS_JS) {
    console.log('Not compared with transformers.js: BABELSCOPE_TRANSFORMERS_JS names no folder that has it.');
    return measures;
  }
  const folder = dirname(dirname(file));
  const [ours, theirs]: number[][] = [[], []];
  for (let load = 0; load < loads; load++) {
    ours.push(...(await inProcess<Used>('ours', folder, storage)).used);
    theirs.push(...(await inProcess<Used>('theirs', folder, storage)).used);
  }
  const value = quantile(theirs, 0.5) / quantile(ours, 0.5);
  return [...measures, { what: 'the speed of generation, of transformers.js', value, unit: '×', goal: 1 }];
}

async function inProcess<T>(task: string, model: string, storage: string): Promise<T> {
  const program = resolve('out/bench/graph-process.js');
  const { stdout } = await promisify(execFile)(process.execPath, [program, task, model, storage]);
  return JSON.parse(stdout.trim().split('\n').pop()!) as T;
}

async function times<T>(count: number, measure: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < count; i++) results.push(await measure());
  return results;
}
