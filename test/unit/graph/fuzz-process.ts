// Reads damaged copies of one model's graph, in a process of its own: what it uses of the processor and of memory is the
// reader's doing. Arguments: the model's file, a folder to write in, how many copies. Prints an Outcome.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findAnatomy } from '../../../src/graph/anatomy';
import { GraphError } from '../../../src/graph/error';
import { readGraph } from '../../../src/graph/file';
import { writeVariant } from '../../../src/graph/variants';

export interface Outcome {
  /** How often each ending came: `sound`, or the code of the error. */
  readonly codes: Readonly<Record<string, number>>;
  /** Processor time of the slowest copy, in ms: a busy machine does not make a file worse. */
  readonly slowest: number;
  /** What the process grew by at most, in bytes; garbage is collected when it suits Node. */
  readonly growth: number;
  /** An error that is no refusal, and the file that caused it. */
  readonly failure?: { readonly message: string; readonly file: string };
}

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

async function damage(original: string, folder: string, tries: number): Promise<Outcome> {
  const file = join(folder, 'model.onnx');
  const sound = await readFile(original);
  const random = seeded(sound.length);
  const codes: Record<string, number> = {};
  let slowest = 0;
  const before = process.memoryUsage.rss();
  let most = before;
  const outcome = () => ({ codes, slowest, growth: most - before });
  for (let turn = 0; turn < tries; turn += 1) {
    await writeFile(file, mutations[turn % mutations.length](sound, random));
    const started = process.cpuUsage();
    let code = 'sound';
    try {
      const graph = await readGraph(file);
      const anatomy = findAnatomy(graph);
      await writeVariant(graph, anatomy, turn % 2 === 0 ? 'steer' : 'lens', join(folder, 'variants'));
    } catch (error) {
      if (!(error instanceof GraphError)) return { ...outcome(), failure: { message: String(error), file } };
      code = error.code;
    }
    const { user, system } = process.cpuUsage(started);
    slowest = Math.max(slowest, (user + system) / 1000);
    codes[code] = (codes[code] ?? 0) + 1;
    if (turn % 64 === 0) most = Math.max(most, process.memoryUsage.rss());
  }
  return outcome();
}

const [original, folder, tries] = process.argv.slice(2);
void damage(original, folder, Number(tries)).then((outcome) => console.log(JSON.stringify(outcome)));
