import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

interface Printed {
  model: string;
  tokens: { text: string; start: number; end: number; activity: Record<string, number | null> }[];
  layers: { layer: number; activity: Record<string, number | null> }[];
}

describe('The command line', () => {
  let folder: string;

  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'babelscope-cli-'))));
  afterEach(() => rm(folder, { recursive: true }));

  /** Runs the built command line as a shell would, with the bundled model and a cache of the test's own. */
  async function babelscope(args: string[], input?: Uint8Array, cache = folder): Promise<Ended> {
    const env = { ...process.env, XDG_CACHE_HOME: cache };
    const child = spawn(process.execPath, ['dist/cli.js', ...args], { env });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const code = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await code, out, err };
  }

  it('lets no file name, option or command steer the terminal, nor write a line of its own', async () => {
    const evil = 'a\u001b]0;title\u0007\u009b2J\nbabelscope: all is well';
    for (const args of [
      ['report', evil],
      ['inspect', 'x', '--atlas', evil],
      ['inspect', 'x', `--${evil}`],
      [evil],
    ]) {
      const { out, err } = await babelscope(args);
      assert.equal(out, '');
      assert.doesNotMatch(err, /(?!\n)\p{Cc}/u, args[0]);
      assert.equal(err.match(/^babelscope: /gm)?.length, 1, err);
    }
  });

  it('tells its version, and the help of each command, on standard output', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    assert.deepEqual(await babelscope(['--version']), { code: 0, out: `${version}\n`, err: '' });
    const help = await babelscope(['inspect', 'x', '--help']);
    assert.match(help.out, /^Usage: babelscope inspect TEXT/);
    assert.deepEqual(await babelscope(['help', 'inspect']), help);
    for (const [, name] of (await babelscope(['--help'])).out.matchAll(/^ {2}babelscope ([a-z]+) /gm))
      assert.match((await babelscope([name, '-h'])).out, new RegExp(`^Usage: babelscope ${name} `));
  });

  it('ends with code 2 and says what is wrong, where its arguments are', async () => {
    for (const [args, message] of [
      [[], /^Babelscope shows/],
      [['dance'], /There is no command “dance”/],
      [['--json', 'inspect'], /“--json” comes after a command/],
      [['constructor'], /There is no command/],
      [['inspect'], /needs a TEXT in quotes, or “-”/],
      [['inspect', 'two', 'words'], /put it in quotes/],
      [['inspect', '--out', 'x', 'text'], /inspect has no option “--out”/],
      [['count', '--atlas', 'x', 'texts'], /count has no option “--atlas”/],
    ] as const) {
      const { code, out, err } = await babelscope([...args], Buffer.from('a text nobody asked for'));
      assert.deepEqual({ code, out }, { code: 2, out: '' }, args.join(' '));
      assert.match(err, message);
    }
  });

  it('inspects the text it is given, “-” being standard input', async () => {
    const cases = [[['--', '-5 degrees, -10 degrés']], [['-'], '\ufeff-5 degrees, -10 degrés']] as const;
    const [first, second] = await Promise.all(
      cases.map(async ([args, input = '']) => {
        const { code, out, err } = await babelscope(['inspect', '--json', ...args], Buffer.from(input));
        assert.deepEqual({ code, err }, { code: 0, err: '' });
        return JSON.parse(out) as Printed;
      }),
    );
    assert.deepEqual(second, first);
    for (const { text, start, end } of first.tokens)
      assert.equal(text, '-5 degrees, -10 degrés'.slice(start, end));
    assert.equal(first.tokens[0].start, 0);
    assert.equal(first.tokens.at(-1)?.end, 22);
  });

  it('gives an inspection as a table of tokens by languages too', async () => {
    const { code, out } = await babelscope(['inspect', 'Bonjour, =A1', '--csv']);
    assert.equal(code, 0);
    const [head, ...rows] = out.trimEnd().split('\n');
    assert.match(head, /^selection,token,text,start,end,vocabulary_id,activity_\w+,.*,share_\w+$/);
    assert.ok(rows.length > 2 && rows.every((row, token) => row.startsWith(`1,${token},`)), out);
    const both = await babelscope(['inspect', 'x', '--csv', '--json']);
    assert.deepEqual([both.code, both.out], [2, '']);
    assert.match(both.err, /Give --json or --csv, not both\./);
  });

  it('refuses standard input that is no text', async () => {
    const { code, out, err } = await babelscope(['inspect', '-'], Uint8Array.of(0xff, 0, 0x80));
    assert.deepEqual({ code, out }, { code: 1, out: '' });
    assert.equal(
      err,
      'babelscope: Standard input is not UTF-8 (near byte 1). Save it as UTF-8, e.g. with iconv -f latin1 -t UTF-8.\n',
    );
  });

  it('names the atlas that is not there', async () => {
    const atlas = join(folder, 'none.lape.safetensors');
    const { code, err } = await babelscope(['inspect', 'x', '--atlas', atlas]);
    assert.equal(code, 1);
    assert.ok(err.includes(`There is no atlas ${atlas}. Check the name after --atlas`), err);
  });

  it('says in one sentence that its cache cannot be written', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const places = [file, join(file, 'below'), ...(process.platform === 'linux' ? ['/proc/x'] : [])];
    for (const place of places) {
      const { code, err } = await babelscope(['inspect', 'x'], undefined, place);
      assert.equal(code, 1);
      assert.equal(
        err,
        `babelscope: Babelscope cannot write to its cache, ${join(place, 'babelscope')}. Set XDG_CACHE_HOME to a folder that can be written.\n`,
      );
    }
  });

  it('counts only what can be written, before it reads a text, and makes no folder', async () => {
    const out = join(folder, 'a/b/atlas.lape.safetensors');
    const { code, err } = await babelscope(['count', folder, '--out', out]);
    assert.equal(code, 1);
    assert.match(err, /There is no folder .+b to write into\. Make it, or choose another\.\n$/);
    assert.deepEqual(await readdir(folder), []);
    assert.match(
      (await babelscope(['count', folder, '--out', folder])).err,
      /is a folder\. Name a file in it/,
    );
  });

  it('refuses texts in one language, in a sentence that says what to do', async () => {
    const out = join(folder, 'atlas.lape.safetensors');
    await writeFile(join(folder, 'en.txt'), 'some text\n');
    const { err } = await babelscope(['count', folder, '--out', out]);
    assert.match(err, /holds texts in one language only, en, .* Put texts in two or more/);
    await assert.rejects(stat(out));
  });
});
