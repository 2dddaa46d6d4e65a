import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { findAnatomy } from '../../../src/graph/anatomy';
import { GraphError } from '../../../src/graph/error';
import { readGraph } from '../../../src/graph/file';
import { writeVariant } from '../../../src/graph/variants';
import { fixtureFile } from './fixture';

/** Of different exporters; one with its weights in a file of their own. */
const names = ['llama-silu-genai', 'llama-silu-dynamo', 'llama-relu', 'gpt2'];
/** Files tried in all; `npm run fuzz` tries 100,000. */
const asked = process.env.BABELSCOPE_FUZZ;
const tries = Math.ceil(Number(asked ?? 3000) / names.length);
/** What the process may grow by; garbage is collected when it suits Node. */
const mostGrowth = 400e6;

type Random = (below: number) => number;

/** xorshift32: the same files every time. */
function seeded(seed: number): Random {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const mutations: ((bytes: Buffer, random: Random) => Buffer)[] = [
  // a few bytes changed
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    for (let left = 1 + random(8); left > 0; left -= 1) copy[random(copy.length)] = random(256);
    return copy;
  },
  // one bit of a byte that is probably a tag or a length
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    const at = random(Math.min(copy.length, 4096));
    copy[at] ^= 1 << random(8);
    return copy;
  },
  // a piece left out
  (bytes, random) => {
    const at = random(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(64))]);
  },
  // a piece twice
  (bytes, random) => {
    const at = random(bytes.length);
    return Buffer.concat([bytes.subarray(0, at + random(512)), bytes.subarray(at)]);
  },
  // a number without end, or a huge one
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    copy.fill(255, random(copy.length), random(copy.length));
    return copy;
  },
  // a name changed into another one of the same length
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    const at = copy.indexOf('layers.', random(copy.length));
    if (at >= 0) copy[at + 7] = 48 + random(3);
    return copy;
  },
];

describe('a damaged model', () => {
  let directory: string;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'babelscope-fuzz-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  for (const name of names) {
    it(`is refused with a reason, or works, and never hangs (${tries} changes to ${name})`, async function () {
      this.timeout(60_000 + tries * 1000);
      const folder = join(directory, name);
      await cp(dirname(fixtureFile(name)), folder, { recursive: true });
      const file = join(folder, 'model.onnx');
      const original = await readFile(file);
      const random = seeded(original.length);
      const codes = new Map<string, number>();
      let slowest = 0;
      const before = process.memoryUsage().rss;
      let most = before;
      for (let turn = 0; turn < tries; turn += 1) {
        const bytes = mutations[turn % mutations.length](original, random);
        await writeFile(file, bytes);
        const started = process.cpuUsage();
        let code = 'sound';
        try {
          const graph = await readGraph(file);
          const anatomy = findAnatomy(graph);
          await writeVariant(graph, anatomy, turn % 2 === 0 ? 'steer' : 'lens', join(directory, 'variants'));
        } catch (error) {
          if (!(error instanceof GraphError)) {
            await writeFile(join(tmpdir(), 'babelscope-fuzz-failure.onnx'), bytes);
            throw error;
          }
          code = error.code;
        }
        // Processor time: a busy machine does not make a file worse.
        const { user, system } = process.cpuUsage(started);
        slowest = Math.max(slowest, (user + system) / 1000);
        codes.set(code, (codes.get(code) ?? 0) + 1);
        if (turn % 64 === 0) most = Math.max(most, process.memoryUsage.rss());
      }
      if (asked !== undefined) {
        const counts = [...codes].sort(([, a], [, b]) => b - a).map(([code, times]) => `${times} ${code}`);
        console.log(
          `${name}: ${tries} changed files: ${counts.join(', ')}; slowest ${Math.round(slowest)} ms of processor time; memory grew by ${Math.round((most - before) / 1e6)} MB at most`,
        );
      }
      assert.ok(most - before < mostGrowth, `${most - before} bytes`);
      assert.ok(slowest < 1000, `${slowest} ms`);
      for (const code of ['sound', 'malformed', 'truncated']) assert.ok(codes.get(code), code);
    });
  }
});
