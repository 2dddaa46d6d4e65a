import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { decodeAtlas } from '../../../src/files/atlas';
import { seeded } from '../../damage';
import { tinyModel, writeModel } from '../../tiny-model';

/** `npm run torture` stops more often. */
const stops = Number(process.env['BABELSCOPE_TORTURE'] ?? 4);

describe('A run that is stopped from the command line', () => {
  let folder: string;
  before(async function () {
    // Windows ends a process at once, whatever it is asked.
    if (process.platform === 'win32') this.skip();
    folder = await mkdtemp(join(tmpdir(), 'babelscope-stop-'));
    await writeModel(join(folder, 'model'), tinyModel());
    await mkdir(join(folder, 'texts'));
    for (const [language, line] of [
      ['en', 'The rain stopped and we went back to work'],
      ['fr', 'La pluie a fini et nous allons travailler'],
    ])
      await writeFile(
        join(folder, 'texts', `${language}.txt`),
        Array.from({ length: 20_000 }, (_, i) => `${line} ${'abcdefgh'.slice(i % 8)}`).join('\n'),
      );
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** @param after milliseconds after which it is asked to end; `both` signals come as from a terminal, to all */
  async function count(out: string, after?: number, signal: NodeJS.Signals = 'SIGINT') {
    const args = ['count', 'texts', '--model', 'model', '--tokens', '400000', '--out', out, '--json'];
    const child = spawn(process.execPath, [resolve('dist/cli.js'), ...args], {
      cwd: folder,
      env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') },
      // A group of its own, so that the engine gets the signal too.
      detached: true,
    });
    const timer =
      after === undefined ? undefined : setTimeout(() => process.kill(-child.pid!, signal), after);
    const code = new Promise<number | null>((done) => child.once('close', done));
    const [out_, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    clearTimeout(timer);
    return { code: await code, out: out_, err };
  }

  it(`says what is on the disk, and it is there, ${stops} times at any moment`, async function () {
    this.timeout(120_000 * stops);
    const random = seeded(stops);
    const atlas = join(folder, 'made.lape.safetensors');
    const partial = `${atlas}.partial`;
    const begun = performance.now();
    assert.equal((await count('whole.lape.safetensors')).code, 0);
    const whole = performance.now() - begun;
    let before = 0;
    for (let turn = 0; turn < stops; turn++) {
      const signal = turn % 2 === 0 ? 'SIGINT' : 'SIGTERM';
      const { code, err } = await count('made.lape.safetensors', random(Math.ceil(whole)), signal);
      const label = `turn ${turn}: ${err}`;
      const files = (await readdir(folder)).filter((name) => name.endsWith('.lock') || name.endsWith('.tmp'));
      assert.deepEqual(files, [], label);
      if (code === 0) {
        // It was done before it was asked to end.
        await rm(atlas);
        before = 0;
        continue;
      }
      const kept = existsSync(partial) ? decodeAtlas(await readFile(partial)).tokens : new Float64Array(2);
      const tokens = kept[0] + kept[1];
      assert.ok(tokens >= before, label);
      before = tokens;
      // Killed before it listened: it says nothing, and nothing was done.
      if (code === null) continue;
      assert.equal(code, 1, label);
      const said = /Stopped\. ([\d,]+) tokens are kept in (\S+), where the same run goes on\./.exec(err);
      if (said) assert.deepEqual([Number(said[1].replaceAll(',', '')), said[2]], [tokens, partial], label);
      else if (/What was found out about the texts is kept/.test(err)) assert.equal(tokens, 0, label);
      else assert.match(err, /Stopped before (the run began: nothing was done|anything was done)/);
    }
    const { code, err } = await count('made.lape.safetensors');
    assert.equal(code, 0, err);
    const read = async (name: string) => {
      const { about: _, ...numbers } = decodeAtlas(await readFile(join(folder, name)));
      return numbers;
    };
    assert.deepEqual(await read('made.lape.safetensors'), await read('whole.lape.safetensors'));
  });
});
