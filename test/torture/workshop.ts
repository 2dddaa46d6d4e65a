import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { decodeAtlas } from '../../src/files/atlas';
import { watch, type Use } from './resources';
import { tinyModel, writeModel } from '../tiny-model';

/** One line of the table: how often something was tried, and how often it did not hold. */
export interface Tally {
  what: string;
  tried: number;
  failed: number;
  /** Why it was not tried here. */
  skipped?: string;
  /** What failed, to be looked at: the first few. */
  failures: string[];
}

export function tally(what: string): Tally & { judge(holds: boolean, label: string): void } {
  return {
    ...{ what, tried: 0, failed: 0, failures: [] as string[] },
    judge(holds, label) {
      this.tried++;
      if (holds) return;
      this.failed++;
      if (this.failures.length < 5) this.failures.push(label);
    },
  };
}

export interface Ended {
  /** Null where it was killed. */
  code: number | null;
  out: string;
  err: string;
  seconds: number;
  /** Of it and of what it started. */
  use: Use;
}

/** How a command is run. */
export interface Run {
  /** How long to wait before it is ended, in milliseconds. */
  after?: number;
  /** With what; as a terminal does, everything it has started is told too, except of `SIGKILL`. */
  signal?: NodeJS.Signals;
  /** Another program than the command line. */
  program?: string;
}

/** A folder with a tiny model, two texts and a cache, in which the command line runs. */
export interface Workshop {
  folder: string;
  babelscope(args: readonly string[], run?: Run): Promise<Ended>;
  /** Counts the texts into an atlas of that name. */
  count(name: string, run?: Run): Promise<Ended>;
  /** The numbers of an atlas, as text: two that are the same are equal. */
  numbers(name: string): Promise<string>;
}

/** @param use is given a workshop that is removed afterwards */
export async function inWorkshop<T>(use: (workshop: Workshop) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'babelscope-torture-'));
  const workshop: Workshop = {
    folder,
    async babelscope(args, { after, signal = 'SIGKILL', program = resolve('dist/cli.js') } = {}) {
      const started = performance.now();
      const child = spawn(process.execPath, [program, ...args], {
        cwd: folder,
        env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') },
        // A group of its own, so that a signal reaches what it has started too.
        detached: true,
      });
      child.stdin.end();
      const pid = child.pid!;
      const timer =
        after === undefined
          ? undefined
          : setTimeout(() => process.kill(signal === 'SIGKILL' ? pid : -pid, signal), after);
      const used = watch(pid);
      const code = new Promise<number | null>((done) => child.once('close', done));
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
      clearTimeout(timer);
      return { code: await code, out, err, seconds: (performance.now() - started) / 1000, use: used() };
    },
    count(name, run) {
      const what = ['count', 'texts', '--model', 'model', '--tokens', '150000'];
      return workshop.babelscope([...what, '--out', name, '--json'], run);
    },
    async numbers(name) {
      const { overZero, activationSum, residualSum, tokens } = decodeAtlas(
        await readFile(join(folder, name)),
      );
      return [overZero, activationSum, residualSum, tokens].map((all) => all.join()).join('\n');
    },
  };
  try {
    await writeModel(join(folder, 'model'), tinyModel());
    await mkdir(join(folder, 'texts'));
    for (const [language, line] of [
      ['en', 'The rain stopped and we went back to work'],
      ['fr', 'La pluie a fini et nous allons travailler'],
    ]) {
      const lines = Array.from({ length: 9000 }, (_, i) => `${line} ${'abcdefgh'.slice(i % 8)}`);
      await writeFile(join(folder, 'texts', `${language}.txt`), lines.join('\n'));
    }
    return await use(workshop);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** One sentence or more for a person, on one line, without words of the program's inside. */
export function isSentence(err: string): boolean {
  return /^babelscope: [^\n]+\.\n$/.test(err) && !err.includes('inside Babelscope');
}
