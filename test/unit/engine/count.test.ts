import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Supervisor } from '../../../src/client/supervisor';
import { createSupervisor } from '../../../src/client/supervisor';
import type { Atlas } from '../../../src/files/atlas';
import { decodeAtlas } from '../../../src/files/atlas';
import type { FiringContext } from '../../../src/files/contexts';
import { readContexts } from '../../../src/files/contexts';
import { bundledModel } from '../../../src/model/catalogue';
import type { CountRequest } from '../../../src/analyses/count/declaration';
import type { CallOptions } from '../../../src/rpc/rpc';
import { damaged, seeded } from '../../damage';

const model = { ...bundledModel(resolve('.')), atlas: undefined };
const sentences: Record<string, string> = {
  en: 'When the rain stopped, we opened the windows and went back to work in the garden.',
  fr: 'Quand la pluie a cessé, nous avons ouvert les fenêtres et nous sommes retournés au jardin.',
  ru: 'Когда дождь прекратился, мы открыли окна и вернулись к работе в саду.',
};

describe('counting with the bundled model', () => {
  let folder: string;
  let supervisor: Supervisor;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-count-'));
    supervisor = createSupervisor({
      engineFile: resolve('dist/engine.js'),
      storage: join(folder, 'storage'),
      settings: () => ({ threads: 1, thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 } }),
      log: () => undefined,
    });
    await mkdir(join(folder, 'texts'));
    for (const language of Object.keys(sentences)) await write(language, 400);
  });
  after(async () => {
    supervisor.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const textOf = (language: string) => join(folder, 'texts', `${language}.txt`);
  async function write(language: string, lines: number, text = sentences[language]): Promise<void> {
    await writeFile(textOf(language), Array.from({ length: lines }, (_, i) => `${i} ${text}`).join('\n'));
  }
  const request = (name: string, more: Partial<CountRequest> = {}): CountRequest => ({
    corpora: Object.keys(sentences).map((language) => ({ language, files: [textOf(language)] })),
    tokensPerLanguage: 1200,
    file: join(folder, `${name}.lape.safetensors`),
    ...more,
  });
  const count = (asked: CountRequest, options: CallOptions = {}) =>
    supervisor.call(model, 'count', asked, options);
  /** All but the date, which no two runs share. */
  async function read(name: string): Promise<Atlas> {
    const atlas = decodeAtlas(await readFile(join(folder, `${name}.lape.safetensors`)));
    return { ...atlas, about: { ...atlas.about, date: '' } };
  }
  /** Cancels a run as soon as it has counted something in the second language. */
  async function interrupt(asked: CountRequest): Promise<void> {
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }) => {
      if (done > 1200) controller.abort();
    };
    await assert.rejects(count(asked, { signal: controller.signal, onProgress }), { code: 'cancelled' });
    // The answer to a cancellation does not wait until the state is kept; the next run does.
    await assert.rejects(count({ ...asked, corpora: [] }), { code: 'corpus-unusable' });
  }

  it('counts exactly what it is asked for, and says of what', async () => {
    const result = await count(request('whole'));
    assert.deepEqual([result.tokens, result.resumed, result.warnings], [[1200, 1200, 1200], 0, []]);
    const atlas = await read('whole');
    assert.deepEqual([...atlas.tokens], [1200, 1200, 1200]);
    assert.ok(atlas.overZero.every((count) => Number.isInteger(count) && count <= 1200));
    assert.ok(atlas.overZero.some((count) => count > 0));
    const { blocks } = atlas;
    assert.ok(blocks);
    atlas.overZero.forEach((count, i) => {
      let inBlocks = 0;
      for (let at = i; at < blocks.overZero.length; at += atlas.overZero.length)
        inBlocks += blocks.overZero[at];
      if (inBlocks !== count) assert.fail(`neuron ${i}: ${inBlocks} in blocks, ${count} in all`);
    });
    assert.deepEqual(atlas.about.settings, { tokensPerLanguage: 1200, rowLength: 512, seed: 0 });
    const [{ files, documents }] = atlas.about.corpora;
    assert.equal(documents, 400);
    assert.equal(files[0].bytes, (await readFile(textOf('en'))).length);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.includes('partial')),
      [],
    );
  });

  it('goes on where a run stopped, with exactly the same result', async () => {
    await interrupt(request('resumed'));
    const { resumed, tokens } = await count(request('resumed'));
    assert.ok(resumed >= 1200 && resumed < 3600, `${resumed}`);
    assert.deepEqual(tokens, [1200, 1200, 1200]);
    assert.deepEqual(await read('resumed'), await read('whole'));
  });

  /** Of some neurons of every layer. */
  async function contexts(name: string): Promise<FiringContext[][]> {
    const found = await readContexts(join(folder, `${name}.lape.safetensors`));
    assert.ok(found);
    const { layers, dMlp } = await read(name);
    return Array.from({ length: layers * 40 }, (_, i) => found.of(i % layers, (i * 37) % dMlp));
  }

  it('keeps where each neuron fires most, which leads back to the text, also after a stop', async () => {
    const all = await contexts('whole');
    const fired = all.flat();
    assert.ok(fired.length > all.length, `${fired.length} contexts of ${all.length} neurons`);
    assert.deepEqual([...new Set(fired.map(({ language }) => language))].sort(), ['en', 'fr', 'ru']);
    const lines = new Map<string, string[]>();
    for (const { language, file, document, start, end, token, before, after, activation } of fired) {
      assert.equal(file, textOf(language));
      if (!lines.has(file)) lines.set(file, (await readFile(file, 'utf8')).split('\n'));
      const line = lines.get(file)![document - 1];
      assert.equal(line.slice(start, end), token);
      assert.ok(line.slice(0, start).endsWith(before) && line.slice(end).startsWith(after));
      assert.ok(activation > 0 && start <= end);
    }
    for (const found of all) {
      const values = found.map(({ activation }) => activation);
      assert.deepEqual(
        values,
        [...values].sort((one, other) => other - one),
      );
    }
    assert.deepEqual(await contexts('resumed'), all);
  });

  it('begins anew where a text has changed, or the kept state is damaged', async () => {
    await interrupt(request('changed'));
    await write('ru', 401);
    assert.equal((await count(request('changed'))).resumed, 0);
    // Of the same size, so that only its content tells.
    const text = await readFile(textOf('en'), 'utf8');
    await interrupt(request('altered'));
    await writeFile(
      textOf('en'),
      text.replace(/[a-z]/, (letter) => (letter === 'x' ? 'y' : 'x')),
    );
    assert.equal((await count(request('altered'))).resumed, 0);
    await writeFile(textOf('en'), text);
    await interrupt(request('damaged'));
    const kept = join(folder, 'damaged.lape.safetensors.partial');
    const sound = await readFile(kept);
    const random = seeded(5);
    // One bit may be all that tells: the numbers would only be a little wrong.
    for (const accident of ['flipped', 'zeroed', 'cut', 'emptied'] as const) {
      await writeFile(kept, damaged(sound, accident, random)!);
      const { resumed, damaged: said, warnings } = await count(request('damaged'));
      assert.deepEqual([resumed, said], [0, true], accident);
      assert.match(
        warnings[0],
        /^What an earlier run had kept in damaged\.lape\.safetensors\.partial was damaged/,
      );
    }
    const { about: _, ...counted } = await read('damaged');
    const { about: __, ...before } = await read('whole');
    assert.deepEqual([counted.tokens, counted.languages], [before.tokens, before.languages]);
    await write('ru', 400);
  });

  it('is refused into an atlas that another process is counting, whatever it is asked for', async () => {
    const other = createSupervisor({
      engineFile: resolve('dist/engine.js'),
      storage: join(folder, 'storage'),
      settings: () => ({ threads: 1, thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 } }),
      log: () => undefined,
    });
    try {
      await other.open(model);
      let refusal: Promise<unknown> | undefined;
      const onProgress = ({ done }: { done: number }) => {
        if (done > 0)
          refusal ??= other.call(model, 'count', request('twice', { seed: 7 })).catch((error) => error);
      };
      const made = await count(request('twice', { tokensPerLanguage: 6000 }), { onProgress });
      const error = (await refusal) as { code?: string; message?: string };
      assert.equal(error.code, 'run-under-way', error.message);
      assert.match(
        error.message ?? '',
        /^twice\.lape\.safetensors is being written by another run \(process \d+\)\./,
      );
      assert.equal((await read('twice')).about.settings.seed, 0);
      assert.ok(made.tokens[0] > 1200);
      // The first one has ended.
      await other.call(model, 'count', request('twice', { seed: 7 }));
    } finally {
      other.dispose();
    }
  });

  it('that is stopped says what is on the disk, and has lost none of it', async () => {
    const asked = request('stopped', { tokensPerLanguage: 6000 });
    const stop = new AbortController();
    let seen = 0;
    const onProgress = ({ done }: { done: number }) => {
      seen = done;
      if (done > 0) stop.abort();
    };
    const error = await count(asked, { stop: stop.signal, onProgress }).then(
      () => assert.fail('it was stopped'),
      (reason: Error) => reason,
    );
    const partial = `${asked.file}.partial`;
    assert.equal(
      error.message,
      `Stopped. ${seen.toLocaleString('en')} tokens are kept in ${partial}, where the same run goes on.`,
    );
    const { tokens } = decodeAtlas(await readFile(partial));
    assert.equal(tokens[0] + tokens[1] + tokens[2], seen);
    assert.equal((await count(asked)).resumed, seen);
  });

  it('says what is wrong with a text and keeps what is counted, when it goes during the run', async () => {
    const asked = request('vanished');
    const onProgress = ({ done }: { done: number }) => {
      if (done > 0) void rm(textOf('ru'), { force: true });
    };
    await assert.rejects(count(asked, { onProgress }), { code: 'corpus-unusable', message: /ru\.txt/ });
    const kept = 'vanished.lape.safetensors.partial';
    assert.ok((await readdir(folder)).includes(kept));
    await assert.rejects(count(asked), { code: 'corpus-unusable' });
    assert.ok((await readdir(folder)).includes(kept));
    // Put back, it is the same text with another time.
    await write('ru', 400);
    assert.ok((await count(asked)).resumed > 0);
  });

  it('looks at all texts before it counts any', async () => {
    await writeFile(textOf('ru'), Buffer.from('\xe9t\xe9\n', 'latin1'));
    let done = 0;
    const onProgress = (progress: { done: number }) => (done = Math.max(done, progress.done));
    await assert.rejects(count(request('late'), { onProgress }), { message: /ru\.txt is not UTF-8/ });
    assert.equal(done, 0);
    assert.ok(!(await readdir(folder)).some((name) => name.startsWith('late')));
    await write('ru', 400);
  });

  it('refuses one language, no text and another encoding in a sentence', async () => {
    const one = request('one');
    await assert.rejects(count({ ...one, corpora: one.corpora.slice(1, 2) }), {
      code: 'corpus-unusable',
      message: /at least two/,
    });
    for (const [content, reason] of [
      ['', /texts in ru are empty/],
      [Buffer.from('\xe9t\xe9\n', 'latin1'), /ru\.txt is not UTF-8/],
    ] as const) {
      await writeFile(textOf('ru'), content);
      await assert.rejects(count(request('bad')), { code: 'corpus-unusable', message: reason });
    }
    await write('ru', 400);
  });

  it('warns of a text in another language and of too little text, and counts all the same', async () => {
    await write('fr', 40, sentences['en']);
    const { tokens, warnings } = await count(request('doubtful', { tokensPerLanguage: 1200 }));
    assert.ok(tokens[1] > 500 && tokens[1] < 1200);
    assert.equal(warnings.length, 2, warnings.join(' '));
    assert.match(warnings[0], /^fr\.txt is not what .*: 0 % of .* French, 100 % as English .*--drop-foreign/);
    assert.match(warnings[1], /Only \d+ tokens in fr/);
    await write('fr', 400);
  });

  it('tells what each language’s documents read as, and leaves out the others’ where it is asked to', async () => {
    const line = (i: number) => `${i} ${sentences[i % 2 === 0 ? 'en' : 'fr']}`;
    await writeFile(textOf('fr'), Array.from({ length: 200 }, (_, i) => line(i)).join('\n'));
    const mixed = await count(request('mixed'));
    const { own, others } = mixed.readsAs[1];
    assert.ok(own !== null && Math.abs(own - 0.5) < 0.1, String(own));
    assert.deepEqual(others, [{ language: 'en', share: 1 - own }]);
    assert.deepEqual([mixed.readsAs[0].own, mixed.dropped], [1, [0, 0, 0]]);
    assert.deepEqual((await read('mixed')).about.corpora[1].readsAs, mixed.readsAs[1]);

    const asked = request('kept', { dropForeign: true });
    await interrupt(asked);
    const kept = await count(asked);
    assert.ok(kept.resumed > 0 && kept.dropped[1] > 10 && kept.tokens[1] === 1200, JSON.stringify(kept));
    assert.deepEqual([kept.dropped[0], kept.dropped[2]], [0, 0]);
    const atlas = await read('kept');
    assert.equal(atlas.about.settings.dropForeign, true);
    // The same as of the French lines alone, drawn in their order.
    const again = await count(request('again', { dropForeign: true }));
    assert.deepEqual([again.dropped, (await read('again')).overZero], [kept.dropped, atlas.overZero]);
    assert.notDeepEqual((await read('mixed')).overZero, atlas.overZero);

    await write('fr', 40, sentences['en']);
    await assert.rejects(count(request('none', { dropForeign: true })), {
      code: 'corpus-unusable',
      message: /No document of the texts in fr reads as that language/,
    });
    await write('fr', 400);
  });
});
