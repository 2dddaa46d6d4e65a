import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { usualToken } from '../../../src/model/hub/token';

describe('Odd surroundings', () => {
  let folder: string;
  beforeEach(async function () {
    if (process.platform === 'win32') this.skip();
    folder = await mkdtemp(join(tmpdir(), 'babelscope-odd-'));
    await chmod(folder, 0o777);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** @param uid a user id that has no name on this computer, and so no home */
  async function babelscope(home: string | undefined, uid?: number) {
    const { HOME: _, XDG_CACHE_HOME: __, ...env } = process.env;
    const child = spawn(process.execPath, [resolve('dist/cli.js'), 'inspect', 'Bonjour.', '--json'], {
      cwd: folder,
      env: { ...env, ...(home !== undefined && { HOME: home }) },
      ...(uid !== undefined && { uid, gid: uid }),
    });
    child.stdin.end();
    const code = new Promise<number | null>((done) => child.once('close', done));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await code, out, err };
  }

  const refusal =
    'babelscope: Babelscope finds no home folder to keep its cache in. Set XDG_CACHE_HOME to a folder that can be written.\n';

  it('a working folder that is gone is one sentence', async () => {
    const command = `rmdir "$PWD" && exec "$0" "$@"`;
    const child = spawn('sh', ['-c', command, process.execPath, resolve('dist/cli.js'), 'score', 'x'], {
      cwd: await mkdtemp(join(folder, 'gone-')),
    });
    const err = await text(child.stderr);
    assert.equal(
      err,
      'babelscope: The folder that this command was started in is gone. Change to another one and run it again.\n',
    );
  });

  for (const home of ['', '.', 'relative/home'])
    it(`a home folder “${home}” is one sentence, and nothing is written into the working folder`, async () => {
      assert.deepEqual(await babelscope(home), { code: 1, out: '', err: refusal });
      assert.deepEqual(await readdir(folder), []);
    });

  it('a user id without a name is one sentence', async function () {
    if (process.getuid?.() !== 0) this.skip();
    // Where it may not even read this repository, Node itself says so.
    const { code, out, err } = await babelscope(undefined, 54_321);
    assert.deepEqual([code, out], [1, ''], err);
    if (!/EACCES|Cannot find module/.test(err)) assert.equal(err, refusal);
  });

  it('a home folder that is not there and cannot be made is one sentence', async () => {
    const { code, err } = await babelscope('/proc/none');
    assert.equal(code, 1);
    assert.match(
      err,
      /^babelscope: Babelscope cannot write to its cache, \/proc\/none\/\.cache\/babelscope\. Set XDG_CACHE_HOME [^\n]+\n$/,
    );
  });

  it('without a home folder there is no token of other tools', async () => {
    const before = process.env['HOME'];
    process.env['HOME'] = '';
    try {
      assert.equal(await usualToken({}), undefined);
    } finally {
      if (before === undefined) delete process.env['HOME'];
      else process.env['HOME'] = before;
    }
  });
});
