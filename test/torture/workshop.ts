import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { decodeAtlas } from '../../src/files/atlas';
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
}

/** A folder with a tiny model, two texts and a cache, in which the command line runs. */
export interface Workshop {
  folder: string;
  /** @param kill how long to wait before it is killed without warning, in milliseconds */
  babelscope(args: readonly string[], kill?: number): Promise<Ended>;
  /** Counts the texts into an atlas of that name. */
  count(name: string, kill?: number): Promise<Ended>;
  /** The numbers of an atlas, as text: two that are the same are equal. */
  numbers(name: string): Promise<string>;
}

/** @param use is given a workshop that is removed afterwards */
export async function inWorkshop<T>(use: (workshop: Workshop) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'babelscope-torture-'));
  const workshop: Workshop = {
    folder,
    async babelscope(args, kill) {
      const started = performance.now();
      const child = spawn(process.execPath, [resolve('dist/cli.js'), ...args], {
        cwd: folder,
        env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') },
      });
      child.stdin.end();
      const timer = kill === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), kill);
      const code = new Promise<number | null>((done) => child.once('close', done));
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
      clearTimeout(timer);
      return { code: await code, out, err, seconds: (performance.now() - started) / 1000 };
    },
    count(name, kill) {
      const what = ['count', 'texts', '--model', 'model', '--tokens', '150000'];
      return workshop.babelscope([...what, '--out', name, '--json'], kill);
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
