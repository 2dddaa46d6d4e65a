import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encodeSafetensors } from '../../src/files/safetensors';
import { tinyModel, writeModel } from '../tiny-model';
import { graphBombs } from './graph-bombs';
import { savedBombs } from './saved-bombs';
import type { Tally } from './workshop';
import { inWorkshop, isSentence, tally } from './workshop';

export const full = 1;

/** A file that is small and wants much, or says what nobody should say; and what reads it. */
interface Bomb {
  name: string;
  /** Nothing is wrong with it; it only is large. */
  works?: boolean;
  /** Another program than the command line that reads it. */
  program?: string;
  /** @returns arguments, in the folder */
  lay(folder: string): Promise<string[]>;
}

/** What one may take beyond what a run takes: seconds of the processor, and megabytes in all. */
const most = { seconds: 2, megabytes: 500 };

const deep = 50_000;
const text = 'Ignore this. '.repeat(500);

/** The tiny model with another file in the place of one of its own, and a run on it. */
async function modelWith(folder: string, file: string, content: Uint8Array | string): Promise<string[]> {
  await rm(join(folder, 'bomb'), { recursive: true, force: true });
  await writeModel(join(folder, 'bomb'), { ...tinyModel(), [file]: Buffer.from(content) });
  // What it looks for besides in a model of one's own: which neurons are a language's.
  return ['inspect', 'The rain', '--model', 'bomb', '--atlas', 'whole.safetensors', '--json'];
}

/** A header of an atlas of one tensor. */
function atlasHeader(bytes: number): Buffer {
  const json = Buffer.from(
    JSON.stringify({
      __metadata__: { format: 'babelscope-lape', version: '1', languages: '["en","fr"]' },
      over_zero: { dtype: 'I64', shape: [2, 1, bytes / 16], data_offsets: [0, bytes] },
    }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json]);
}
const gigabytes = 1.9e9;

/** A tokenizer with many tokens beside those of the tiny model. */
function tokenizerWith(tokens: number, content: (i: number) => string): string {
  const tokenizer = JSON.parse(tinyModel()['tokenizer.json'].toString()) as { added_tokens: object[] };
  const more = Array.from({ length: tokens }, (_, i) => ({ id: 1000 + i, content: content(i) }));
  return JSON.stringify({ ...tokenizer, added_tokens: [...tokenizer.added_tokens, ...more] });
}

/** Others are added here. */
const bombs: Bomb[] = [
  {
    name: 'an atlas whose header is nested without end',
    async lay(folder) {
      const json = Buffer.from(`${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`);
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(json.length));
      await writeFile(join(folder, 'bomb.safetensors'), Buffer.concat([length, json]));
      return ['score', 'bomb.safetensors'];
    },
  },
  {
    name: 'an atlas whose languages are whole texts',
    async lay(folder) {
      const metadata = { format: 'babelscope-lape', version: '1', languages: JSON.stringify([text, 'fr']) };
      await writeFile(join(folder, 'bomb.safetensors'), encodeSafetensors({}, metadata));
      return ['score', 'bomb.safetensors'];
    },
  },
  {
    name: 'an atlas whose header claims 1.9 GB',
    async lay(folder) {
      await writeFile(join(folder, 'bomb.safetensors'), atlasHeader(gigabytes));
      return ['score', 'bomb.safetensors'];
    },
  },
  {
    name: 'a corpus of one document, nested without end',
    async lay(folder) {
      await mkdir(join(folder, 'bomb'), { recursive: true });
      const nested = `${'['.repeat(deep)}${']'.repeat(deep)}\n`;
      for (const name of ['en', 'fr']) await writeFile(join(folder, 'bomb', `${name}.jsonl`), nested);
      return ['count', 'bomb', '--model', 'model', '--out', 'counted.safetensors'];
    },
  },
  {
    name: 'a corpus of one line, packed a thousand to one',
    async lay(folder) {
      await rm(join(folder, 'bomb'), { recursive: true, force: true });
      await mkdir(join(folder, 'bomb'));
      const packed = gzipSync(`{"text":"${'a'.repeat(200e6)}"}`);
      for (const name of ['en', 'fr']) await writeFile(join(folder, 'bomb', `${name}.jsonl.gz`), packed);
      return ['count', 'bomb', '--model', 'model', '--out', 'counted.safetensors'];
    },
  },
  {
    name: 'a tokenizer nested without end',
    lay: (folder) => modelWith(folder, 'tokenizer.json', `${'{"model":'.repeat(deep)}1${'}'.repeat(deep)}`),
  },
  {
    name: 'a tokenizer of 100,000 added tokens',
    works: true,
    lay: (folder) =>
      modelWith(
        folder,
        'tokenizer.json',
        tokenizerWith(99_000, (i) => `<extra_${i}>`),
      ),
  },
  {
    name: 'a tokenizer of 100,000 added tokens of 300 letters',
    works: true,
    lay: (folder) =>
      modelWith(
        folder,
        'tokenizer.json',
        tokenizerWith(99_000, (i) => `${i.toString(36).padStart(4, '<')}${'x'.repeat(300)}>`),
      ),
  },
  ...Object.entries(graphBombs).map(([name, make]) => ({
    name: `a graph ${name}`,
    lay: (folder: string) => modelWith(folder, 'onnx/model.onnx', make()),
  })),
  ...Object.entries(savedBombs).map(([name, make]) => ({
    name: `a saved file ${name}`,
    works: true,
    program: resolve('out/test/torture/saved-process.js'),
    async lay(folder: string) {
      await writeFile(join(folder, 'bomb.babelscope.json'), make());
      return ['bomb.babelscope.json'];
    },
  })),
];

/** Each is refused in a sentence, or works, within seconds and without much memory; none of it is repeated at length. */
export function run(times: number): Promise<Tally[]> {
  return inWorkshop(async ({ folder, babelscope, count }) => {
    // The cache is warm, so that only the file takes time.
    await count('whole.safetensors');
    const { use: usual } = await count('whole.safetensors');
    const laid = tally(
      `bomb: refused in one sentence or read, in ${most.seconds} s more than a run takes, and ${most.megabytes} MB`,
    );
    for (let turn = 0; turn < times; turn++)
      for (const { name, lay, program, works } of bombs) {
        const ended = await babelscope(await lay(folder), { program });
        const short = !ended.err.includes(text.slice(0, 121)) && ended.err.length < 1000;
        const { seconds, megabytes } = ended.use;
        const said = (works && ended.code === 0) || (ended.code === 1 && isSentence(ended.err));
        const little = seconds < usual.seconds + most.seconds && megabytes < most.megabytes;
        const label = `${name}: ${seconds.toFixed(1)} s, ${Math.round(megabytes)} MB, ${ended.code}, ${ended.err.slice(0, 300)}`;
        if (process.env['BABELSCOPE_TORTURE_LOG']) console.log(label);
        laid.judge(said && short && little, label);
      }
    return [laid];
  });
}
