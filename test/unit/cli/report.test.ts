import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, readFile, rm, truncate, copyFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { decodeAtlas, encodeAtlas } from '../../../src/files/atlas';
import { selectNeurons } from '../../../src/lape/select';

describe('Reports from the command line', () => {
  let folder: string;
  const bundled = resolve('media/models/babelscope-10l/babelscope-10l.lape.safetensors');

  before(async () => (folder = await mkdtemp(join(tmpdir(), 'babelscope-report-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  const babelscope = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((done) => {
      const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') };
      const options = { cwd: folder, env, maxBuffer: 1 << 26 };
      execFile(process.execPath, [resolve('dist/cli.js'), ...args], options, (error, out, err) =>
        done({ code: error ? Number(error.code) : 0, out, err }),
      );
    });

  it('say for people and for programs what the library says', async () => {
    const sets = selectNeurons(decodeAtlas(await readFile(bundled)), {
      topRate: 0.02,
      filterRate: 0.95,
      activationBar: 0.95,
    });
    const told = await babelscope('report', bundled, '--top-rate', '0.02', '--json');
    assert.equal(told.code, 0, told.err);
    const report = JSON.parse(told.out) as {
      selected: number;
      languages: { language: string; neurons: number; files: { sha256: string }[] }[];
      layers: { perLanguage: Record<string, number> }[];
      overlap: Record<string, Record<string, number>>;
    };
    assert.equal(report.selected, sets.selected.length);
    sets.languages.forEach((language, k) => {
      assert.equal(report.languages[k].neurons, sets.members[k].length);
      assert.equal(report.overlap[language][language], 1);
      const inLayers = report.layers.reduce((sum, { perLanguage }) => sum + perLanguage[language], 0);
      assert.equal(inLayers, sets.members[k].length);
    });

    const table = await babelscope('report', bundled, '--top-rate', '0.02', '--csv');
    const [head, ...rows] = table.out.trimEnd().split('\n');
    assert.equal(head, ['layer,index,entropy,languages', ...sets.languages.map((tag) => `p_${tag}`)].join());
    assert.equal(rows.length, sets.selected.length);

    const written = await babelscope('report', bundled, '--top-rate', '0.02', '--out', 'report.md');
    assert.deepEqual([written.code, written.out], [0, '']);
    const text = await readFile(join(folder, 'report.md'), 'utf8');
    assert.match(text, /^# Language neurons of babelscope-10l\n/);
    const { sha256 } = report.languages[0].files[0];
    for (const said of [`${sets.selected.length} neurons`, '| English | en |', sha256, 'top rate 0.02'])
      assert.ok(text.includes(said), said);
  });

  it('hold no link or markup out of a file', async () => {
    const name = `&lt;b> https://a.example www.b.example c@d.example ${'x'.repeat(500)}`;
    const { about, ...counts } = decodeAtlas(await readFile(bundled));
    const file = join(folder, 'a`b``c.lape.safetensors');
    await writeFile(file, encodeAtlas({ ...counts, about: { ...about, modelName: name } }));
    const { out } = await babelscope('report', file);
    const title = out.split('\n')[0];
    assert.ok(
      title.startsWith(
        '# Language neurons of \\&lt;b\\> https\\://a.example www\\.b.example c\\@d.example xxx',
      ),
      title,
    );
    assert.ok(title.endsWith('x…') && title.length < 450);
    assert.ok(out.includes('Made from ``` a`b``c.lape.safetensors ``` with'), out.slice(-400));
  });

  it('end with a sentence for files that cannot be used, and code 2 for arguments that are not understood', async () => {
    await copyFile(bundled, join(folder, 'cut.lape.safetensors'));
    await truncate(join(folder, 'cut.lape.safetensors'), 100_000);
    await mkdir(join(folder, 'texts'));
    await writeFile(join(folder, 'texts', 'en.txt'), Buffer.from('\xe9t\xe9\n', 'latin1'));
    await mkdir(join(folder, 'empty'));
    const cases: [string[], number, RegExp][] = [
      [['report'], 2, /report needs an ATLAS/],
      [['report', 'gone'], 1, /There is no atlas .*gone/],
      [['report', '.'], 1, /is no file, but a folder\. Give a \*\.lape\.safetensors file\.\n$/],
      [['report', 'cut.lape.safetensors'], 1, /cut\.lape\.safetensors: This atlas cannot be read/],
      [['report', bundled, '--out', 'none/report.md'], 1, /There is no folder/],
      [['ablate', 'texts'], 2, /--out FILE is missing/],
      [['ablate', 'empty', '--out', 'a.json'], 1, /holds no texts \(.*\)\. Put texts there,/],
      [['ablate', 'texts', '--out', 'a.json', '--languages', 'ja'], 2, /no text for “ja”/],
      [['ablate', 'texts', '--out', 'a.json', '--atlas', 'gone'], 1, /There is no atlas .*gone/],
      [['ablate', 'texts', '--out', 'a.json', '--atlas', '.'], 1, /is no file, but a folder\. Give/],
      [['ablate', 'texts', '--out', 'a.json', '--off', 'en'], 1, /en\.txt is not UTF-8/],
    ];
    for (const [args, code, reason] of cases) {
      const run = await babelscope(...args);
      assert.deepEqual([run.code, run.out], [code, ''], `${args.join(' ')}: ${run.err}`);
      assert.match(run.err, reason);
    }
  });
});
