import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seeded } from '../damage';
import type { Ended, Tally, Workshop } from './workshop';
import { inWorkshop, tally } from './workshop';

export const full = 20;

/** A long command that keeps what it does, and is told to end. `count` has a test of its own. */
interface Stoppable {
  args: string[];
  /** How much of its work is on the disk. */
  done(workshop: Workshop): Promise<number>;
  /**
   * How much of it the message says is kept; undefined where the message is none of those there are.
   *
   * @param before how much was: it still is where nothing was done
   */
  said(err: string, before: number): number | undefined;
  /** What it came to, as text. */
  result(workshop: Workshop): Promise<string>;
}

/** The tiny model's neurons tell languages apart by less than those of real ones. */
const thresholds = ['--top-rate', '0.5', '--filter-rate', '0.01', '--activation-bar', '0.01'];
const on = ['--model', 'model', '--atlas', 'whole.safetensors', ...thresholds, '--json'];
const nothing = /Stopped before (the run began: nothing was done|anything was done)/;

const commands: Record<string, Stoppable> = {
  ablate: {
    args: ['ablate', 'texts', '--tokens', '20000', '--draws', '4', '--out', 'made', ...on],
    async done({ folder }) {
      const text = await readFile(join(folder, 'made.partial'), 'utf8').catch(() => '{"cells":{}}');
      return Object.keys((JSON.parse(text) as { cells: object }).cells).length;
    },
    said: (err, before) =>
      nothing.test(err)
        ? before
        : number(
            /Stopped\. (\d+) likelihoods( and part of the next)? are kept in \S+made\.partial,/.exec(err),
          ),
    result: async ({ folder }) => timeless(await readFile(join(folder, 'made'), 'utf8')),
  },
  sweep: {
    args: ['sweep', 'en.txt', 'fr.txt', '--max-tokens', '16', '--out', 'made', ...on],
    async done({ folder }) {
      const rows = await readFile(join(folder, 'made/rows.jsonl'), 'utf8').catch(() => '');
      return rows.split('\n').length - 1;
    },
    said: (err, before) =>
      nothing.test(err) ? before : number(/Stopped\. (\d+) of \d+ runs are kept in \S+made,/.exec(err)),
    result: ({ folder }) => readFile(join(folder, 'made/report.json'), 'utf8'),
  },
};

/** Ctrl+C and SIGTERM at any moment: what is said to be kept is there, it never gets less, and the end is the same. */
export function run(times: number): Promise<Tally[]> {
  return inWorkshop(async (workshop) => {
    const { folder, babelscope, count } = workshop;
    await count('whole.safetensors');
    for (const language of ['en', 'fr']) {
      const prompts = Array.from({ length: 200 }, (_, i) => `The rain ${letters(i)}`);
      await writeFile(join(folder, `${language}.txt`), prompts.join('\n'));
    }
    const tallies: Tally[] = [];
    for (const [name, command] of Object.entries(commands)) {
      const stopped = tally(
        `${name} stopped by a signal: what it says is kept is there, and none of it is lost`,
      );
      const resumed = tally(`${name} stopped and resumed until it is done: the same result`);
      tallies.push(stopped, resumed);
      const clean = () => rm(join(folder, 'made'), { recursive: true, force: true });
      const whole = await babelscope(command.args);
      const expected = whole.code === 0 ? await command.result(workshop) : whole.err;
      await clean();
      const random = seeded(times);
      const judgeEnd = async (ended: Ended) => {
        const same = ended.code === 0 && (await command.result(workshop)) === expected;
        resumed.judge(same, `${name}: ${ended.err}`);
        await clean();
      };
      let before = 0;
      for (let turn = 0; turn < times; turn++) {
        const signal = turn % 2 === 0 ? 'SIGINT' : 'SIGTERM';
        const ended = await babelscope(command.args, {
          after: random(Math.ceil(1000 * whole.seconds)),
          signal,
        });
        // Killed when it was done and listened no more: its result is there, and is judged.
        const done =
          ended.code === null && (await command.result(workshop).catch(() => undefined)) !== undefined;
        if (ended.code === 0 || done) {
          await judgeEnd({ ...ended, code: 0 });
          before = 0;
          continue;
        }
        const kept = await command.done(workshop);
        // Killed before it listened: it says nothing.
        const truly = ended.code === null ? kept === before : command.said(ended.err, before) === kept;
        const left = (await readdir(folder)).filter((each) => /\.(lock|tmp)$/.test(each));
        stopped.judge(
          truly && kept >= before && left.length === 0,
          `turn ${turn}: ${before} and then ${kept}, ${ended.err} ${left.join()}`,
        );
        before = kept;
      }
      await judgeEnd(await babelscope(command.args));
    }
    return tallies;
  });
}

function number(found: RegExpExecArray | null): number | undefined {
  return found ? Number(found[1]) : undefined;
}

/** The tiny model knows no digits. */
function letters(i: number): string {
  return String(i).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]);
}

/** A result without its date. */
function timeless(json: string): string {
  const { date: _, checksum: __, ...rest } = JSON.parse(json) as Record<string, unknown>;
  return JSON.stringify(rest);
}
