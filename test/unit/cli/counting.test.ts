import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, link, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { decodeAtlas } from '../../../src/files/atlas';
import type { Contexts } from '../../../src/files/contexts';
import { readContexts } from '../../../src/files/contexts';
import { selectNeurons } from '../../../src/lape/select';

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

const sentences: Record<string, string> = {
  en: 'When the rain stopped, we opened the windows and went back to work in the garden.',
  fr: 'Quand la pluie a cessé, nous avons ouvert les fenêtres et nous sommes retournés au jardin.',
};

describe('Counting from the command line', () => {
  let folder: string;
  const cli = resolve('dist/cli.js');
  const bundled = resolve('media/models/babelscope-10l/babelscope-10l.lape.safetensors');

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-cli-'));
    await mkdir(join(folder, 'texts'));
    for (const [language, sentence] of Object.entries(sentences)) {
      const lines = Array.from({ length: 500 }, (_, i) => `${i} ${sentence}`);
      await writeFile(join(folder, 'texts', `${language}.txt`), lines.join('\n'));
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function ended(program: string, args: string[]): Promise<Ended> {
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') },
    });
    child.stdin.end();
    const code = new Promise<number | null>((done) => child.once('close', done));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await code, out, err };
  }
  const filesIn = async (at: string) =>
    Promise.all((await readdir(at)).sort().map(async (name) => [name, await readFile(join(at, name))]));
  const babelscope = (...args: string[]) => ended(process.execPath, [cli, ...args]);
  const atlas = async (name: string) => {
    const read = decodeAtlas(await readFile(join(folder, name)));
    return { ...read, about: { ...read.about, date: '' } };
  };

  it('shards that run side by side merge to exactly one run', async function () {
    if (process.platform === 'win32') this.skip();
    // Ten processes, five of which load the model: some seconds, or minutes on a busy machine.
    this.timeout(300_000);
    const whole = await babelscope(
      'count',
      'texts',
      '--tokens',
      '5000',
      '--out',
      'whole.lape.safetensors',
      '--json',
    );
    assert.equal(whole.code, 0, whole.err);
    assert.deepEqual((JSON.parse(whole.out) as { tokens: unknown }).tokens, { en: 5000, fr: 5000 });

    // docs/counting.md gives the first line; machines without GNU parallel run the second.
    const count = '"$0" "$1" count texts --tokens 5000 --shard {}/4 --out shard-{}.lape.safetensors';
    const line = `if command -v parallel > /dev/null; then parallel -j 2 ${count} ::: 1 2 3 4; else seq 4 | xargs -P 2 -I{} ${count}; fi`;
    const shards = await ended('sh', ['-c', line, process.execPath, cli]);
    assert.equal(shards.code, 0, shards.err);

    const files = [3, 1, 4, 2].map((i) => `shard-${i}.lape.safetensors`);
    const merged = await babelscope('merge', ...files, '--out', 'merged.lape.safetensors', '--json');
    assert.equal(merged.code, 0, merged.err);
    assert.deepEqual(await atlas('merged.lape.safetensors'), await atlas('whole.lape.safetensors'));

    const [apart, together] = await Promise.all(
      ['whole', 'merged'].map((name) => readContexts(join(folder, `${name}.lape.safetensors`))),
    );
    const strongest = (contexts: Contexts | undefined) =>
      Array.from({ length: 200 }, (_, i) => contexts?.of(i % 8, i * 10).map(({ activation }) => activation));
    assert.deepEqual(strongest(together), strongest(apart));
    // One row in each of two batches a language is looked into.
    assert.ok(strongest(apart).some((activations) => (activations?.length ?? 0) > 2));

    // The shards themselves can be scored, all together.
    const shown = await babelscope('score', ...files, '--json', '--top-rate', '0.05');
    assert.deepEqual(
      shown,
      await babelscope('score', 'whole.lape.safetensors', '--json', '--top-rate', '0.05'),
    );

    const lacking = await babelscope('merge', ...files.slice(1), '--out', 'lacking.lape.safetensors');
    assert.equal(lacking.code, 1);
    assert.match(lacking.err, /of 4 shards one is missing: 3\. /);
    assert.equal(existsSync(join(folder, 'lacking.lape.safetensors')), false);
  });

  it('a run that is asked to end says how to go on, and goes on', async function () {
    if (process.platform === 'win32') this.skip();
    const args = ['count', 'texts', '--tokens', '1000', '--out', 'stopped.lape.safetensors'];
    const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'other-cache') };
    const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env });
    const err = text(child.stderr);
    const code = new Promise<number | null>((done) => child.once('close', done));
    // Its engine writes into the cache: from then on it listens.
    while (!existsSync(join(folder, 'other-cache', 'babelscope', 'variants'))) {
      await new Promise((done) => setTimeout(done, 50));
    }
    child.kill('SIGTERM');
    assert.equal(await code, 1, await err);
    assert.match(
      await err,
      /Stopped before the run began: nothing was done\.|Stopped\. .* kept in .*\.partial, where the same run goes on\./,
    );
    assert.equal((await babelscope(...args)).code, 0);
    assert.equal(existsSync(join(folder, 'stopped.lape.safetensors.partial')), false);
  });

  it('scores an atlas as the library does, by any method', async () => {
    const { code, out, err } = await babelscope('score', bundled, '--json');
    assert.deepEqual({ code, err }, { code: 0, err: '' });
    const printed = JSON.parse(out) as {
      threshold: number;
      selected: number;
      perLanguage: Record<string, number>;
      layers: { layer: number; selected: number; perLanguage: Record<string, number> }[];
    };
    const thresholds = { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 };
    const sets = selectNeurons(decodeAtlas(await readFile(bundled)), thresholds);
    for (const key of ['threshold', 'selected', 'perLanguage', 'layers']) assert.ok(key in printed, key);
    assert.equal(printed.threshold, sets.filter);
    assert.equal(printed.selected, sets.selected.length);
    assert.deepEqual(
      printed.perLanguage,
      Object.fromEntries(sets.languages.map((language, k) => [language, sets.members[k].length])),
    );
    assert.equal(printed.layers.length, sets.layers);
    for (const language of sets.languages) {
      const inLayers = printed.layers.reduce((sum, layer) => sum + layer.perLanguage[language], 0);
      assert.equal(inLayers, printed.perLanguage[language]);
    }
    for (const method of ['lap', 'lave', 'normalised', 'rs']) {
      const other = await babelscope('score', bundled, '--json', '--method', method);
      assert.equal(other.code, 0, other.err);
      assert.equal((JSON.parse(other.out) as { method: string }).method, method);
    }
    const table = await babelscope('score', bundled, '--stability');
    assert.match(table.out, /^language neurons stable/);
    assert.match(
      table.out,
      /\nLAPE: \d+ neurons selected \(stable: overlap when blocks are drawn again\)\n$/,
    );
  });

  it('replaces nothing but an older atlas that it does not read', async () => {
    await mkdir(join(folder, 'kept'));
    await copyFile(bundled, join(folder, 'kept', 'shard.lape.safetensors'));
    await link(join(folder, 'kept', 'shard.lape.safetensors'), join(folder, 'kept', 'link.lape.safetensors'));
    await writeFile(join(folder, 'kept', 'fr.txt'), 'Un texte.');
    await writeFile(join(folder, 'kept', 'report.json'), '{"atlas":"a thesis"}');
    const cases: [string[], RegExp][] = [
      [['count', 'texts', '--out', 'texts/en.txt'], /en\.txt is there and is not an atlas/],
      [
        ['merge', 'kept/shard.lape.safetensors', bundled, '--out', 'kept/link.lape.safetensors'],
        /link\.lape\.safetensors is read by this run/,
      ],
      [['merge', bundled, bundled, '--out', 'kept/fr.txt'], /is not an atlas/],
      [['ablate', 'kept', '--out', 'kept/fr.txt'], /is not an ablation/],
      [['ablate', 'kept', '--atlas', bundled, '--out', 'kept/shard.lape.safetensors'], /is not an ablation/],
      [['report', bundled, '--out', 'kept/shard.lape.safetensors'], /is not a report/],
      [['report', bundled, '--out', 'kept/report.json'], /is not a report/],
      [['sweep', '--out', 'kept'], /report\.json is there and is of no sweep/],
    ];
    if (process.platform !== 'win32')
      cases.push([['count', 'texts', '--out', '/dev/null'], /is a device or pipe/]);
    const before = await filesIn(join(folder, 'kept'));
    for (const [args, reason] of cases) {
      const run = await babelscope(...args);
      assert.deepEqual([run.code, run.out], [1, ''], args.join(' '));
      assert.match(run.err, reason);
    }
    assert.deepEqual(await filesIn(join(folder, 'kept')), before);
    // What it wrote itself, it replaces, as either.
    for (const more of [[], ['--json'], []])
      assert.equal((await babelscope('report', bundled, '--out', 'kept/report.md', ...more)).code, 0);
  });

  it('ends with code 2 for arguments that are not understood and 1 for files that cannot be used', async () => {
    await writeFile(join(folder, 'no-atlas'), 'nothing of the sort');
    await mkdir(join(folder, 'empty'));
    const cases: [string[], number, RegExp][] = [
      [['score'], 2, /score needs an ATLAS/],
      [['score', bundled, '--method', 'magic'], 2, /--method is one of lape, lap/],
      [['score', bundled, '--method', 'rs', '--stability'], 2, /goes with --method lape only/],
      [['score', 'gone'], 1, /There is no atlas .*gone/],
      [['score', 'no-atlas'], 1, /no-atlas: This atlas cannot be read/],
      [['merge', bundled, '--out', 'x'], 2, /two ATLAS files or more/],
      [['merge', bundled, bundled, '--out', 'x'], 1, /counted in two of them/],
      [['count', 'texts', '--out', 'x', '--shard', '5/4'], 2, /--shard is a part such as 3\/16/],
      [['count', 'texts', '--out', 'x', '--languages', 'en,ja'], 2, /no text for “ja” .* there are en, fr/],
      [['count', 'empty', '--out', 'x'], 1, /holds no texts .* in two or more languages/],
      [['count', 'texts/en.txt', '--out', 'x'], 1, /en\.txt is a file\. Give the folder that holds it/],
    ];
    for (const [args, code, reason] of cases) {
      const run = await babelscope(...args);
      assert.deepEqual([run.code, run.out], [code, ''], args.join(' '));
      assert.match(run.err, reason);
    }
  });
});
