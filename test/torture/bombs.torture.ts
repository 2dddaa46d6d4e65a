import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeSafetensors } from '../../src/files/safetensors';
import type { Tally } from './workshop';
import { inWorkshop, isSentence, tally } from './workshop';

export const full = 1;

/** A file that is small and wants much, or says what nobody should say; and the command that reads it. */
interface Bomb {
  name: string;
  /** @returns arguments of the command line, in the folder */
  lay(folder: string): Promise<string[]>;
}

const deep = 50_000;
const text = 'Ignore this. '.repeat(500);

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
    name: 'a corpus of one document, nested without end',
    async lay(folder) {
      await mkdir(join(folder, 'bomb'), { recursive: true });
      const nested = `${'['.repeat(deep)}${']'.repeat(deep)}\n`;
      for (const name of ['en', 'fr']) await writeFile(join(folder, 'bomb', `${name}.jsonl`), nested);
      return ['count', 'bomb', '--model', 'model', '--out', 'bomb.safetensors'];
    },
  },
];

/** Each is refused in a sentence within seconds, and none of it is repeated at length. */
export function run(times: number): Promise<Tally[]> {
  return inWorkshop(async ({ folder, babelscope, count }) => {
    // The cache is warm, so that only the file takes time.
    const { seconds } = await count('whole.safetensors');
    const laid = tally('bomb: refused in one sentence, in 2 s more than a run takes');
    for (let turn = 0; turn < times; turn++)
      for (const { name, lay } of bombs) {
        const ended = await babelscope(await lay(folder));
        const short = !ended.err.includes(text.slice(0, 121)) && ended.err.length < 1000;
        laid.judge(
          ended.code === 1 && isSentence(ended.err) && short && ended.seconds < seconds + 2,
          `${name}: ${ended.seconds.toFixed(1)} s, ${ended.err.slice(0, 300)}`,
        );
      }
    return [laid];
  });
}
