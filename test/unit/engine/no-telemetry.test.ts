import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const cli = resolve('dist/cli.js');
const idle = resolve('out/test/unit/client/idle-engine-process.js');

describe('Nothing leaves the machine', () => {
  let folder: string;
  let home: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-home-'));
    home = join(folder, 'home');
    await mkdir(home);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Whatever leads elsewhere than to the empty home is taken out; nor does anybody say anything of telemetry. */
  function atHome(): NodeJS.ProcessEnv {
    const { XDG_CACHE_HOME: _, ORT_DISABLE_TELEMETRY: __, ...env } = process.env;
    return { ...env, HOME: home, USERPROFILE: home, LOCALAPPDATA: home, APPDATA: home };
  }

  async function filesIn(place: string): Promise<string[]> {
    const found = await readdir(place, { recursive: true, withFileTypes: true });
    return found
      .filter((entry) => entry.isFile())
      .map((entry) => relative(place, join(entry.parentPath, entry.name)));
  }

  it('the command line leaves only files of its own in an empty home folder', async () => {
    const child = spawn(process.execPath, [cli, 'inspect', 'Bonjour.', '--json'], { env: atHome() });
    child.stdin.end();
    const code = new Promise((done) => child.once('close', done));
    const [err] = await Promise.all([text(child.stderr), text(child.stdout)]);
    assert.equal(await code, 0, err);
    const files = await filesIn(home);
    assert.ok(files.length > 0, 'the graph variants');
    const own = join('.cache', 'babelscope', 'variants');
    assert.deepEqual(
      files.filter((file) => !file.startsWith(own)),
      [],
    );
  });

  it('nor does the engine of the editor, whose storage is elsewhere', async () => {
    const storage = join(folder, 'storage');
    const ended = spawnSync(process.execPath, [idle, storage, '0'], { env: atHome(), encoding: 'utf8' });
    assert.equal(ended.status, 0, ended.stderr);
    assert.ok((await filesIn(storage)).length > 0);
    assert.deepEqual(await filesIn(home), []);
  });

  it('nothing but this computer’s own sockets is connected to, in any of the main jobs', async function () {
    const lacking = whyNoNamespace();
    if (lacking !== undefined) {
      console.log(`      not tried here: ${lacking}`);
      this.skip();
    }
    this.timeout(600_000);
    const texts = join(folder, 'texts');
    await mkdir(texts);
    for (const [language, line] of [
      ['en', 'The rain stopped, and we went back to work.'],
      ['fr', 'La pluie a cessé, et nous sommes retournés au travail.'],
    ])
      await writeFile(join(texts, `${language}.txt`), `${line}\n`.repeat(60));
    await writeFile(join(folder, 'en.txt'), 'The old man\n');
    const jobs: string[][] = [
      [idle, join(folder, 'storage'), '14'],
      ...[
        ['inspect', 'Bonjour, where is the station?'],
        ['generate', 'The old man', '--on', 'fr', '--max-tokens', '4'],
        ['count', texts, '--tokens', '400', '--out', join(folder, 'made.lape.safetensors')],
        ['ablate', texts, '--tokens', '60', '--draws', '0', '--off', 'en', '--out', join(folder, 'a.json')],
        ['sweep', join(folder, 'en.txt'), '--to', 'fr', '--max-tokens', '4', '--out', join(folder, 'sweep')],
        ['report', join(folder, 'made.lape.safetensors')],
      ].map((job) => [cli, ...job]),
    ];
    for (const [i, job] of jobs.entries()) {
      const trace = join(folder, `trace-${i}`);
      const strace = ['strace', '-f', '-qq', '-e', 'trace=connect,sendto,sendmsg', '-o', trace];
      const ended = spawnSync('unshare', [...namespace, ...strace, process.execPath, ...job], {
        env: atHome(),
        encoding: 'utf8',
      });
      assert.equal(ended.status, 0, `${job.join(' ')}: ${ended.stderr}`);
      const calls = (await readFile(trace, 'utf8')).split('\n');
      const outside = calls.filter((call) => /\bAF_(?!UNIX\b)/.test(call));
      assert.deepEqual(outside, [], job.join(' '));
    }
  });
});

/** Without any interface, and a user of its own where this one is not root. */
const namespace = process.getuid?.() === 0 ? ['--net'] : ['--net', '--user', '--map-root-user'];

function whyNoNamespace(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are of Linux';
  const works = (program: string, ...args: string[]) => {
    try {
      execFileSync(program, args, { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  if (!works('unshare', ...namespace, 'true')) return 'unshare makes no network namespace';
  if (!works('strace', '-V')) return 'strace is not installed (Debian: apt-get install strace)';
  if (!works('strace', '-qq', '-o', '/dev/null', 'true')) return 'strace may not trace here';
  return undefined;
}

describe('Every recipe that loads onnxruntime', () => {
  it('switches its telemetry off before', async () => {
    const recipes: string[] = [];
    for (const place of ['training', 'test/fixtures']) {
      for (const name of await readdir(place)) {
        if (!name.endsWith('.py')) continue;
        const lines = (await readFile(join(place, name), 'utf8')).split('\n');
        const loads = lines.findIndex((line) => /^\s*(import|from) (onnxruntime|optimum)/.test(line));
        if (loads < 0) continue;
        recipes.push(name);
        const off = lines.findIndex((line) => line.startsWith('os.environ["ORT_DISABLE_TELEMETRY"] = "1"'));
        assert.ok(off >= 0 && off < loads, `${place}/${name}`);
      }
    }
    assert.ok(recipes.length >= 5, recipes.join());
  });
});
