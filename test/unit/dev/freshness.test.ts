import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

describe('The command line in a clone', () => {
  let clone: string;

  /** A repository with everything `npx babelscope` looks at, but for a build that only leaves its mark. */
  beforeEach(async () => {
    clone = await mkdtemp(join(tmpdir(), 'babelscope-clone-'));
    await cp('dev', join(clone, 'dev'), { recursive: true });
    for (const folder of ['src', 'webview']) await mkdir(join(clone, folder));
    await writeFile(join(clone, 'package.json'), '{}');
    await writeFile(join(clone, 'package-lock.json'), '{}');
    await build("console.log('built');");
  });
  afterEach(() => rm(clone, { recursive: true }));

  /** Makes a build that writes what is said into every product. */
  function build(content: string): Promise<void> {
    const write = `
      import { mkdirSync, writeFileSync } from 'node:fs';
      mkdirSync('dist/webview', { recursive: true });
      for (const name of ['extension', 'engine', 'cli', 'webview/inspector', 'webview/steering'])
        writeFileSync('dist/' + name + '.js', ${JSON.stringify(content)});`;
    return writeFile(join(clone, 'esbuild.mjs'), write);
  }

  const babelscope = () => run(process.execPath, [join(clone, 'dev/cli.mjs')], { cwd: tmpdir() });

  it('is built at first, and then only when its sources have changed; standard output stays its own', async () => {
    assert.deepEqual(await babelscope(), { stdout: 'built\n', stderr: 'Building Babelscope…\n' });
    assert.deepEqual(await babelscope(), { stdout: 'built\n', stderr: '' });
    const { mtimeMs } = await stat(join(clone, 'dist/cli.js'));
    await writeFile(join(clone, 'src/new.ts'), '');
    await utimes(join(clone, 'src/new.ts'), mtimeMs / 1000 + 1, mtimeMs / 1000 + 1);
    assert.equal((await babelscope()).stderr, 'Building Babelscope…\n');
  });

  it('says what the build said when it fails, and what to run when its tools are not there', async () => {
    await writeFile(join(clone, 'esbuild.mjs'), "throw new Error('no such file');");
    await assert.rejects(babelscope(), { code: 1, stdout: '', stderr: /The build failed:[^]+no such file/ });
    await writeFile(join(clone, 'esbuild.mjs'), "await import('a-package-nobody-has');");
    await assert.rejects(babelscope(), {
      code: 1,
      stderr: /\nThe build needs a-package-nobody-has, which is not installed: run npm ci\.\n$/,
    });
  });
});
