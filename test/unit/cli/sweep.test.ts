import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

describe('Sweeping from the command line', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-sweep-'));
    await writeFile(
      join(folder, 'en.txt'),
      'The weather today is\n\nMy sister wants to\nMy sister wants to\n',
    );
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function sweep(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const child = spawn(process.execPath, [resolve('dist/cli.js'), 'sweep', ...args], {
      cwd: folder,
      env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') },
    });
    child.stdin.end();
    const code = new Promise<number | null>((done) => child.once('close', done));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await code, out, err };
  }
  const common = ['en.txt', '--out', 'swept', '--to', 'ru,ja', '--control', '--max-tokens', '16'];
  const rows = async () => (await readFile(join(folder, 'swept', 'rows.jsonl'), 'utf8')).trim().split('\n');

  it('steers every prompt to every language, beside a random control, and states n and an interval', async () => {
    const { code, out, err } = await sweep(...common);
    assert.equal(code, 0, err);
    assert.match(
      out,
      /^plain +0 % .*n = 4.*\ndiffmean × 1 .*n = 4.*\ndiffmean × 1, random control +0 % .*0 %–/,
    );
    // Two prompts plainly, and to two languages steered and controlled.
    assert.equal((await rows()).length, 2 + 2 * 2 * 2);
    const csv = await readFile(join(folder, 'swept', 'report.csv'), 'utf8');
    assert.equal(csv.trim().split('\n').length, 1 + 3 + 3 * 2);
    const told = await sweep(...common, '--csv');
    assert.deepEqual([told.code, told.out], [0, csv]);
    const saved = await readFile(join(folder, 'swept', 'sweep.babelscope.json'), 'utf8');
    assert.match(saved, /"format": "babelscope-sweep"/);
  });

  it('goes on where it was killed in the middle of a line, and comes to the same', async () => {
    const report = await readFile(join(folder, 'swept', 'report.json'), 'utf8');
    const before = await rows();
    const torn = `${before.slice(0, 5).join('\n')}\n${before[5].slice(0, 20)}`;
    await writeFile(join(folder, 'swept', 'rows.jsonl'), torn);
    const { code, out } = await sweep(...common, '--json');
    assert.equal(code, 0);
    assert.equal((JSON.parse(out) as { runs: number }).runs, before.length);
    assert.equal(await readFile(join(folder, 'swept', 'report.json'), 'utf8'), report);
    const after = await rows();
    // A group is made as a whole again, to the same.
    const whole = after.filter((line) => line.endsWith('}'));
    assert.deepEqual(new Set(whole), new Set(before));
    assert.deepEqual(after.slice(0, 5), before.slice(0, 5));
  });

  it('names the line of a prompt that the model cannot read', async () => {
    await writeFile(join(folder, 'fr.txt'), `Il fait beau\n${'mot '.repeat(2000)}\nMa sœur\n`);
    const { code, err } = await sweep('fr.txt', '--out', 'long', '--to', 'en', '--max-tokens', '4');
    assert.equal(code, 1);
    assert.match(err, /^babelscope: fr\.txt, line 2, is no prompt: The prompt has [\d,]+ tokens/);
  });

  it('says how many runs broke', async () => {
    const { code, out, err } = await sweep(...common, '--out', 'broken', '--strengths', '1e38');
    assert.equal(code, 0, err);
    assert.match(out, /\ndiffmean × 1e\+38 .*, 4 of 4 runs broke: not a number\n/);
    const csv = await readFile(join(folder, 'broken', 'report.csv'), 'utf8');
    assert.match(csv, /,broken\nplain,.*,0\ndiffmean × 1e\+38,.*,4\n/);
  });

  it('does not mix sweeps of different settings, and refuses what it cannot try', async () => {
    const other = await sweep(...common, '--seed', '1');
    assert.equal(other.code, 1);
    assert.match(other.err, /another folder/);
    const wrong: [string[], number, RegExp][] = [
      [['--out', 'x', '--from', 'tlh'], 1, /no pair/],
      [['en.txt', '--out', 'x', '--layers', '4-99'], 1, /no layers 4–99: the model has 0–7/],
      [['none.txt', '--out', 'x'], 1, /cannot be read/],
      [['en.txt', '--out', 'x', '--to', 'tlh'], 1, /no language “tlh”/],
      [['en.txt', '--out', 'x', '--to', 'en'], 1, /no pair/],
      [['en.txt', '--out', 'x', '--methods', 'magic'], 2, /--methods is a list/],
      [['en.txt', '--out', 'x', '--strengths', '1,much'], 2, /--strengths is a list/],
    ];
    for (const [args, code, message] of wrong) {
      const ended = await sweep(...args);
      assert.equal(ended.code, code, ended.err);
      assert.match(ended.err, message);
    }
  });
});
