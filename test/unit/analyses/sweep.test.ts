import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SweepRequest } from '../../../src/analyses/sweep/declaration';
import { sweep as declared } from '../../../src/analyses/sweep/declaration';
import type { Supervisor } from '../../../src/client/supervisor';
import { createSupervisor } from '../../../src/client/supervisor';
import type { SavedJson } from '../../../src/files/saved';
import { paperThresholds } from '../../../src/lape/thresholds';
import { bundledModel } from '../../../src/model/catalogue';
import { decodeSweep } from '../../../src/results/sweep/file';
import type { CallOptions } from '../../../src/rpc/rpc';

const model = bundledModel(resolve('.'));
const prompts = ['The weather today is', 'My sister wants to'].map((text) => ({ language: 'en', text }));

describe('A sweep of the bundled model', () => {
  let folder: string;
  let supervisor: Supervisor;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-sweep-'));
    supervisor = createSupervisor({
      engineFile: resolve('dist/engine.js'),
      storage: join(folder, 'storage'),
      settings: () => ({ threads: 1, thresholds: paperThresholds }),
      log: () => undefined,
    });
  });
  after(async () => {
    supervisor.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const request = (file: string, more: Partial<SweepRequest> = {}): SweepRequest => ({
    prompts,
    to: ['fr', 'ja'],
    strengths: [0.5, 1],
    control: true,
    maxTokens: 6,
    file: join(folder, file),
    ...more,
  });
  const sweep = (asked: SweepRequest, options: CallOptions = {}) =>
    supervisor.call(model, 'sweep', asked, options);
  const read = async (file: string) =>
    decodeSweep(JSON.parse(await readFile(join(folder, file), 'utf8')) as SavedJson, file);
  const stopAfter = (done: number): CallOptions => {
    const stop = new AbortController();
    return { stop: stop.signal, onProgress: (progress) => progress.done >= done && stop.abort() };
  };

  it('has as many runs as were foreseen, and leaves nothing beside its file', async () => {
    const asked = request('whole.sweep.babelscope.json');
    const { runs, report, warnings } = await sweep(asked);
    assert.equal(runs, 2 + 2 * 2 * 2 * 2);
    assert.equal(runs, declared.estimate?.({ ...asked, methods: ['diffmean'] }, ['en', 'fr', 'ja']));
    assert.deepEqual(warnings, []);
    const saved = await read('whole.sweep.babelscope.json');
    assert.deepEqual([saved.planned, saved.rows.length], [runs, runs]);
    assert.deepEqual(saved.pairs, [
      ['en', 'fr'],
      ['en', 'ja'],
    ]);
    // Of plain, two strengths and their controls: all pairs, and each where something is steered.
    assert.equal(report.filter(({ source }) => source === null).length, 5);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith('whole')),
      ['whole.sweep.babelscope.json'],
    );
  });

  it('that is stopped says what is kept, shows what there is, and goes on to the same', async () => {
    const file = 'stopped.sweep.babelscope.json';
    const asked = request(file);
    const { stop, onProgress } = stopAfter(6);
    let told = 0;
    const stopped = sweep(asked, {
      stop: stop!,
      onProgress(progress) {
        told = progress.done;
        onProgress?.(progress);
      },
    });
    await assert.rejects(stopped, ({ code, message }: Error & { code: string }) => {
      assert.equal(code, 'cancelled');
      const [, kept] =
        /^Stopped\. (\d+) of 18 runs are kept in .*stopped\.sweep\.babelscope\.json\.partial/.exec(message) ??
        [];
      assert.equal(Number(kept), told, message);
      return true;
    });
    const soFar = await read(`${file}.partial/so-far.babelscope.json`);
    assert.equal(soFar.planned, 18);
    assert.ok(soFar.rows.length >= 6 && soFar.rows.length < 18, `${soFar.rows.length}`);
    const { runs } = await sweep(asked);
    assert.equal(runs, 18);
    const [whole, again] = [await read('whole.sweep.babelscope.json'), await read(file)];
    assert.deepEqual(again.rows, whole.rows);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith('stopped')),
      [file],
    );
  });

  it('goes on where the command line keeps its rows, also as an earlier version began them', async () => {
    const rows = join(folder, 'swept');
    const asked = request('swept/sweep.babelscope.json', { rows });
    await assert.rejects(sweep(asked, stopAfter(6)), { code: 'cancelled' });
    const kept = (await readFile(join(rows, 'rows.jsonl'), 'utf8')).trim().split('\n').length;
    // The editor names the file alone.
    let first: number | undefined;
    await sweep({ ...asked, rows: undefined } as SweepRequest, {
      onProgress: ({ done }) => void (first ??= done),
    });
    assert.ok(first !== undefined && first >= kept, `began at ${first} of ${kept}`);
    assert.ok((await readdir(rows)).includes('rows.jsonl'), 'they are the person’s');

    const old = join(folder, 'old');
    await mkdir(old);
    const { rows: all, sampling, maxTokens, model: of } = await read('whole.sweep.babelscope.json');
    const thresholds = [paperThresholds.topRate, paperThresholds.filterRate, paperThresholds.activationBar];
    const header = { model: of.identity, maxTokens, sampling, thresholds };
    await writeFile(join(old, 'sweep.json'), `${JSON.stringify(header)}\n`);
    await writeFile(join(old, 'rows.jsonl'), all.map((row) => `${JSON.stringify(row)}\n`).join(''));
    let made = 0;
    const { runs } = await sweep(request('old/sweep.babelscope.json', { rows: old }), {
      onProgress: () => void made++,
    });
    assert.deepEqual([runs, made], [18, 0]);
  });

  it('is refused in a sentence for what cannot be steered', async () => {
    const wrong: [Partial<SweepRequest>, string, RegExp][] = [
      [{ to: ['tlh'] }, 'intervention-invalid', /no language “tlh”; it has .*en/],
      [{ to: ['en'] }, 'intervention-invalid', /no pair of languages/],
      [{ layers: [[4, 99]] }, 'intervention-invalid', /no layers 4–99/],
      [
        { prompts: [{ ...prompts[0], language: 'tlh', place: 'tlh.txt, line 1,' }] },
        'intervention-invalid',
        /“tlh”/,
      ],
      [
        { prompts: [{ language: 'en', text: 'word '.repeat(700), place: 'en.txt, line 3,' }] },
        'prompt-too-long',
        /^en\.txt, line 3, is no prompt/,
      ],
    ];
    for (const [more, code, message] of wrong)
      await assert.rejects(sweep(request('never.sweep.babelscope.json', more)), { code, message });
    assert.ok(!(await readdir(folder)).some((name) => name.startsWith('never')));
  });
});
