import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeAtlas, encodeAtlas } from '../../../src/files/atlas';
import { decodeSafetensors, encodeSafetensors } from '../../../src/files/safetensors';
import { BabelscopeError } from '../../../src/rpc/failure';
import { summarise } from '../../../src/report/atlas-summary';
import { csvFile, jsonFile, safetensorsFile } from '../../../src/report/files';
import { readUsable, usable } from '../../../src/report/read';
import { Study } from '../../../src/report/study';
import { halfSettings, smallAtlas } from './small-atlas';

const options = { file: 'tiny.lape.safetensors', version: '9.9.9', settings: halfSettings };

describe('Files of a report', () => {
  const study = new Study(smallAtlas());

  it('are a line of CSV a neuron', () => {
    assert.deepEqual(csvFile(study, options).split('\n'), [
      'layer,index,entropy,languages,p_en,p_fr',
      '0,0,0.325083,en,0.9,0.1',
      '0,2,0,fr,0,0.8',
      '1,1,0.686962,,0.5,0.4',
      '',
    ]);
  });

  it('are JSON with all that is shown and what it was made from', () => {
    const content = JSON.parse(jsonFile(study, options)) as Record<string, never>;
    const { format, atlas, settings, selection, overlap, neurons } = content as Record<string, unknown>;
    assert.equal(format, 'babelscope-report');
    assert.deepEqual(settings, halfSettings);
    assert.equal((atlas as { identity: string }).identity, '0123456789abcdef');
    assert.deepEqual((selection as { perLanguage: unknown }).perLanguage, { en: 1, fr: 1 });
    assert.deepEqual((overlap as { jaccard: unknown }).jaccard, [
      [1, 0],
      [0, 1],
    ]);
    assert.equal((neurons as unknown[]).length, 3);
  });

  it('are safetensors of sets and masks', () => {
    const { tensors, metadata } = decodeSafetensors(safetensorsFile(study, options), () => [
      'mask',
      'selected',
      'entropy',
      'probability',
      'neurons.en',
      'neurons.fr',
    ]);
    assert.deepEqual(tensors['neurons.en'], { shape: [1, 2], data: Int32Array.of(0, 0) });
    assert.deepEqual(tensors['neurons.fr'], { shape: [1, 2], data: Int32Array.of(0, 2) });
    assert.deepEqual(tensors['selected'], { shape: [3, 2], data: Int32Array.of(0, 0, 0, 2, 1, 1) });
    assert.deepEqual(tensors['mask'].shape, [2, 2, 3]);
    assert.deepEqual([...(tensors['mask'].data as Uint8Array)], [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
    assert.deepEqual(JSON.parse(metadata['settings']), halfSettings);
  });
});

describe('An atlas that a report opens', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-report-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const isRefused = (pattern: RegExp) => (error: unknown) =>
    error instanceof BabelscopeError &&
    error.code === 'atlas-broken' &&
    pattern.test(error.message) &&
    /\. [A-Z].*\.$/.test(error.message);

  it('is read from disk and summarised, with what is to be careful about', async () => {
    const file = join(folder, 'tiny.lape.safetensors');
    await writeFile(file, encodeAtlas(smallAtlas()));
    const summary = summarise(await readUsable(file), 'tiny.lape.safetensors');
    assert.deepEqual(summary.tokens, [100, 100]);
    assert.equal(summary.corpora[0].documents, 7);
    assert.match(summary.warnings.join(' '), /^Few tokens were counted in en, fr/);
    const { about } = smallAtlas();
    const shard = smallAtlas({
      about: { ...about, settings: { ...about.settings, shard: { index: 2, of: 3 } } },
    });
    assert.match(summarise(shard, '').warnings[0], /part 2 of 3/);
  });

  it('is refused in a sentence with a next step when it is cut off, something else, no file or not there', async () => {
    const file = join(folder, 'cut.lape.safetensors');
    await writeFile(file, encodeAtlas(smallAtlas()).subarray(0, 200));
    await assert.rejects(readUsable(file), isRefused(/cut off/));
    await writeFile(file, '# no atlas');
    await assert.rejects(readUsable(file), isRefused(/cannot be read/));
    await writeFile(file, encodeSafetensors({}, { format: 'pt' }));
    await assert.rejects(readUsable(file), isRefused(/not an atlas/));
    await assert.rejects(readUsable(folder), isRefused(/is no file/));
    await assert.rejects(readUsable(join(folder, 'gone')), isRefused(/is not there/));
  });

  it('is refused when its counts cannot be', () => {
    const broken = (change: Parameters<typeof smallAtlas>[0]) => () =>
      usable(decodeAtlas(encodeAtlas(smallAtlas(change))));
    assert.throws(broken({ overZero: new Float64Array(12).fill(101) }), isRefused(/101 of 100 tokens/));
    const nothing = { tokens: Float64Array.of(100, 0), overZero: new Float64Array(12) };
    assert.throws(broken(nothing), isRefused(/No tokens were counted in fr/));
    assert.throws(
      broken({ dMlp: 0, overZero: new Float64Array(), activationSum: new Float64Array() }),
      isRefused(/no neurons/),
    );
  });
});
