import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { summarizeAblation } from '../../../src/results/ablation/summary';
import type { Supervisor } from '../../../src/client/supervisor';
import { createSupervisor } from '../../../src/client/supervisor';
import { decodeAblation } from '../../../src/results/ablation/file';
import { bundledModel } from '../../../src/model/catalogue';
import type { AblateRequest } from '../../../src/analyses/ablate/declaration';
import type { Ablation } from '../../../src/results/ablation/data';
import type { CallOptions } from '../../../src/rpc/rpc';

const model = bundledModel(resolve('.'));
const sentences: Record<string, string> = {
  zh: '雨停了，我们打开窗户，又回到花园里去工作了。她买面包、两个柠檬和一把薄荷。',
  en: 'When the rain stopped, we opened the windows and went back to work in the garden.',
};

describe('ablations of the bundled model', () => {
  let folder: string;
  let supervisor: Supervisor;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-ablate-'));
    supervisor = createSupervisor({
      engineFile: resolve('dist/engine.js'),
      storage: join(folder, 'storage'),
      settings: () => ({ threads: 1, thresholds: { topRate: 0.03, filterRate: 0.95, activationBar: 0.95 } }),
      log: () => undefined,
    });
    for (const language of Object.keys(sentences)) {
      const lines = Array.from({ length: 6 }, (_, i) => `${i} ${sentences[language]}`);
      await writeFile(textOf(language), lines.join('\n'));
    }
  });
  after(async () => {
    supervisor.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const textOf = (language: string) => join(folder, `${language}.txt`);
  const request = (name: string, more: Partial<AblateRequest> = {}): AblateRequest => ({
    corpora: Object.keys(sentences).map((language) => ({ language, files: [textOf(language)] })),
    tokensPerLanguage: 80,
    file: join(folder, `${name}.babelscope.json`),
    off: ['zh', 'en'],
    draws: 2,
    ...more,
  });
  const ablate = (asked: AblateRequest, options: CallOptions = {}) =>
    supervisor.call(model, 'ablate', asked, options);
  const read = async (name: string): Promise<Ablation> => {
    const file = join(folder, `${name}.babelscope.json`);
    return { ...decodeAblation(await readFile(file, 'utf8'), name), date: '' };
  };

  it('are what scoring says, plainly, and hurt a language by its own neurons more than by random ones', async () => {
    const seen: { done: number; total: number }[] = [];
    const made = await ablate(request('whole'), { onProgress: (progress) => void seen.push(progress) });
    assert.deepEqual(await read('whole'), { ...made, date: '' });
    // The atlas's languages come in its order, so that the diagonal is one.
    assert.deepEqual(
      [made.off, made.measured],
      [
        ['en', 'zh'],
        ['en', 'zh'],
      ],
    );
    assert.deepEqual(made.changed, [true, true]);
    assert.ok(made.neurons.every((count) => count > 0));
    assert.deepEqual([made.ablated.length, made.control.length, made.draws], [4, 8, 2]);
    assert.ok(
      made.tokens.every((tokens) => tokens > 60 && tokens <= 80),
      made.tokens.join(),
    );
    const { rise, controlRise } = summarizeAblation(made);
    assert.ok(rise[3] > controlRise[3], `${rise[3]} against ${controlRise[3]}`);
    // 2 languages × (plain + 2 × (own + 2 random)), a pass each.
    assert.deepEqual([seen.at(-1)?.done, seen.at(-1)?.total], [14, 14]);
    assert.ok(seen.every(({ done }, i) => i === 0 || done >= seen[i - 1].done));

    // One text alone, in the way of the lens.
    const text = sentences['zh'];
    await writeFile(join(folder, 'one.txt'), text);
    const corpora = [{ language: 'zh', files: [join(folder, 'one.txt')] }];
    const one = await ablate(request('one', { corpora, draws: 0, tokensPerLanguage: 400 }));
    const [score] = await supervisor.call(model, 'score', { texts: [{ text }] });
    assert.equal(one.tokens[0], score.tokens);
    assert.ok(Math.abs(one.plain[0] - score.nll) < 1e-4, `${one.plain[0]}, ${score.nll}`);
  });

  it('leave documents in another language out where that is asked for', async () => {
    const line = (i: number) => `${i} ${sentences[i % 2 === 0 ? 'en' : 'zh'].repeat(2)}`;
    await writeFile(join(folder, 'mixed.txt'), Array.from({ length: 20 }, (_, i) => line(i)).join('\n'));
    const corpora = [{ language: 'zh', files: [join(folder, 'mixed.txt')] }];
    const asked = { corpora, draws: 0, off: ['zh'], tokensPerLanguage: 2000 };
    const all = await ablate(request('all', asked));
    assert.match(all.warnings[0], /^mixed\.txt is not .* 50 % as English .*--drop-foreign/);
    assert.equal(all.corpora[0].readsAs?.own, 0.5);
    const own = await ablate(request('own', { ...asked, dropForeign: true }));
    assert.match(own.warnings[0], /The others are left out\.$/);
    assert.deepEqual((await read('own')).settings, { ...all.settings, dropForeign: true });
    assert.ok(own.tokens[0] < 0.7 * all.tokens[0], `${own.tokens[0]} of ${all.tokens[0]}`);
    await writeFile(join(folder, 'mixed.txt'), Array.from({ length: 20 }, (_, i) => line(2 * i)).join('\n'));
    await assert.rejects(ablate(request('none', { ...asked, dropForeign: true })), {
      code: 'corpus-unusable',
      message: /nothing is left to measure/,
    });
  });

  it('go on where they were stopped, to the same result', async () => {
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }) => {
      if (done > 8) controller.abort();
    };
    await assert.rejects(ablate(request('resumed'), { signal: controller.signal, onProgress }), {
      code: 'cancelled',
    });
    // The next run waits until the state is kept.
    await assert.rejects(ablate({ ...request('resumed'), corpora: [] }), { code: 'corpus-unusable' });
    assert.ok((await readdir(folder)).includes('resumed.babelscope.json.partial'));
    let first: number | undefined;
    await ablate(request('resumed'), { onProgress: ({ done }) => void (first ??= done) });
    const { corpora: _, ...resumed } = await read('resumed');
    const { corpora: __, ...whole } = await read('whole');
    assert.deepEqual(resumed, whole);
    assert.ok(!(await readdir(folder)).includes('resumed.babelscope.json.partial'));
  });

  it('that are stopped amid a language go on at the very pass, to the same result, and say what is kept', async () => {
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }) => {
      if (done === 3) stop.abort();
    };
    await assert.rejects(ablate(request('pass'), { stop: stop.signal, onProgress }), {
      code: 'cancelled',
      message:
        /^Stopped\. [1-9] likelihoods( and part of the next)? are kept in .*pass\.babelscope\.json\.partial, where the same run goes on\.$/,
    });
    const seen: number[] = [];
    await ablate(request('pass'), { onProgress: ({ done }) => void seen.push(done) });
    assert.ok(seen.filter((done) => done > 0)[0] >= 3, seen.join());
    const { corpora: _, ...resumed } = await read('pass');
    const { corpora: __, ...whole } = await read('whole');
    assert.deepEqual(resumed, whole);
  });

  it('begin anew, and say so, where what was kept is damaged', async () => {
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }) => {
      if (done > 5) stop.abort();
    };
    await assert.rejects(ablate(request('hurt'), { stop: stop.signal, onProgress }), { code: 'cancelled' });
    const kept = join(folder, 'hurt.babelscope.json.partial');
    const text = await readFile(kept, 'utf8');
    await writeFile(
      kept,
      text.replace(/"nll":\d/, (found) => `"nll":${found.endsWith('2') ? 3 : 2}`),
    );
    const made = await ablate(request('hurt'));
    assert.match(made.warnings[0], /hurt\.babelscope\.json\.partial was damaged/);
    const { warnings: _, ...again } = await read('hurt');
    const { warnings: __, ...whole } = await read('whole');
    assert.deepEqual(again, whole);
  });

  it('are refused in a sentence for languages that are not there, and text that is not', async () => {
    await assert.rejects(ablate(request('bad', { off: ['xx'] })), {
      code: 'intervention-invalid',
      message: /no language “xx”. Choose from en, fr/,
    });
    const gone = [{ language: 'en', files: [join(folder, 'gone.txt')] }];
    await assert.rejects(ablate(request('bad', { corpora: gone })), {
      code: 'corpus-unusable',
      message: /no file .*gone\.txt any more/,
    });
  });
});
