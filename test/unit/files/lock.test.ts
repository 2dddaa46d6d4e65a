import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeLock } from '../../../src/files/lock';

describe('A lock beside an output', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-lock-'));
    file = join(folder, 'a.lock');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const take = () => takeLock(file, join(folder, 'a'));
  /** What this process writes, as if another one had written it. */
  async function words(other: Record<string, unknown>): Promise<string> {
    const release = await take();
    const own = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    await release();
    return JSON.stringify({ ...own, ...other });
  }
  async function idle() {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    await once(child, 'spawn');
    return child;
  }

  it('is there while it is held, and nothing is left of it', async () => {
    const release = await take();
    assert.deepEqual(await readdir(folder), ['a.lock']);
    await release();
    assert.deepEqual(await readdir(folder), []);
  });

  it('keeps another process out as long as its own lives, and not after that', async () => {
    const child = await idle();
    await writeFile(file, await words({ pid: child.pid, born: null }));
    await assert.rejects(take(), {
      code: 'run-under-way',
      message: new RegExp(
        `^a is being written by another run \\(process ${child.pid}\\)\\. .*delete .*a\\.lock\\.$`,
      ),
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (
      await take()
    )();
    assert.deepEqual(await readdir(folder), []);
  });

  it('of a process whose number another one has now keeps nobody out', async function () {
    if (process.platform !== 'linux') this.skip();
    const child = await idle();
    try {
      await writeFile(file, await words({ pid: child.pid, born: '1' }));
      await (
        await take()
      )();
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('waits for a process whose own host is gone, since it is about to end', async () => {
    const child = await idle();
    await writeFile(file, await words({ pid: child.pid, born: null, parent: 2 ** 22 + 1, parentBorn: null }));
    const taken = take();
    child.kill('SIGKILL');
    await (
      await taken
    )();
  });

  it('of another machine holds as long as it is refreshed', async () => {
    await writeFile(file, await words({ host: 'elsewhere' }));
    await assert.rejects(take(), { code: 'run-under-way', message: / on elsewhere\)/ });
    const longAgo = new Date(Date.now() - 3600_000);
    await utimes(file, longAgo, longAgo);
    await (
      await take()
    )();
  });

  it('that a disk has lost the content of keeps nobody out', async () => {
    for (const content of ['', '\0\0\0\0', '{"pid":']) {
      await writeFile(file, content);
      await (
        await take()
      )();
    }
  });

  it('where nothing can be written says so', async () => {
    await assert.rejects(takeLock(join(folder, 'none', 'a.lock'), 'a'), { code: 'storage-unwritable' });
  });
});
