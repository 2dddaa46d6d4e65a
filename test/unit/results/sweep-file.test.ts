import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseSaved } from '../../../src/files/saved';
import { decodeSweep, encodeSweep, type Sweep } from '../../../src/results/sweep/file';
import { openSweepFolder } from '../../../src/results/sweep/folder';
import { BabelscopeError } from '../../../src/rpc/failure';
import type { SweepRow } from '../../../src/results/sweep/data';

const row = (id: string, changes: Partial<SweepRow> = {}): SweepRow => ({
  id,
  setting: 'diffmean × 1',
  source: 'en',
  target: 'ar',
  prompt: 'One\u2028',
  text: '\n"مرحبا" 👋',
  written: { tag: 'ar', confidence: 0.25, unsure: true },
  tokens: 3,
  nll: 1 / 3,
  finish: 'length',
  changedAt: 0,
  ...changes,
});
const sweep: Sweep = {
  versions: { babelscope: '0.1.0', onnxruntime: '1.30.0' },
  date: '2026-01-02T03:04:05.678Z',
  model: { name: 'tiny', identity: 'abc' },
  thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 },
  sampling: { temperature: 0.8, topK: 40, topP: 0.95, repetitionPenalty: 1, seed: 7 },
  maxTokens: 24,
  pairs: [['en', 'ar']],
  settings: [
    { name: 'diffmean × 1', method: 'diffmean', strength: 1, layers: [2, 4] },
    { name: 'diffmean × 1, random control', method: 'diffmean', strength: 1, control: 7 },
  ],
  planned: 3,
  rows: [
    row('plain', { setting: null, target: null, written: null, nll: null, tokens: 0, changedAt: null }),
    row('a'),
  ],
};

describe('A sweep as a file', () => {
  const decode = (text: string) => decodeSweep(parseSaved(text, 'a.babelscope.json'), 'a.babelscope.json');

  it('comes back as it was, a row a line', () => {
    const text = encodeSweep(sweep);
    assert.deepEqual(decode(text), sweep);
    assert.equal(text.split('\n').filter((line) => line.includes('"prompt"')).length, 2);
    assert.deepEqual(decode(encodeSweep({ ...sweep, rows: [] })).rows, []);
  });

  it('of another version, damaged or with rows of no setting is one sentence', () => {
    const changed = (change: object) =>
      JSON.stringify({ ...(JSON.parse(encodeSweep(sweep)) as object), checksum: undefined, ...change });
    const refused: [string, RegExp][] = [
      [changed({ formatVersion: 2 }), /another version of Babelscope/],
      [changed({ maxTokens: -1 }), /damaged at maxTokens/],
      [changed({ settings: [] }), /a row is of no setting/],
      [changed({ rows: [{ ...sweep.rows[0], nll: 'x' }] }), /damaged at rows\.0\.nll/],
    ];
    for (const [text, sentence] of refused)
      assert.throws(
        () => decode(text),
        (error) =>
          error instanceof BabelscopeError &&
          error.code === 'experiment-broken' &&
          error.message.startsWith('a.babelscope.json ') &&
          sentence.test(error.message),
      );
  });

  it('never leads to anything but a sweep or a sentence, whatever is in it', () => {
    const text = encodeSweep(sweep);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 6 }), (at, noise) => {
        try {
          decode(text.slice(0, at) + noise + text.slice(at + noise.length));
        } catch (error) {
          assert.ok(error instanceof BabelscopeError, String(error));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('The folder of a sweep under way', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-sweep-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('gives back the rows that were added, whatever a kill has left of the last', async () => {
    const first = await openSweepFolder(join(folder, 'new'), { seed: 1 });
    await first.add([row('a'), row('b')]);
    await appendFile(join(folder, 'new', 'rows.jsonl'), '{"id":"c","sett');
    const again = await openSweepFolder(join(folder, 'new'), { seed: 1 });
    assert.deepEqual([...again.rows.values()], [row('a'), row('b')]);
    await again.add([row('d')]);
    assert.deepEqual(
      [...(await openSweepFolder(join(folder, 'new'), { seed: 1 })).rows.keys()],
      ['a', 'b', 'd'],
    );
  });

  it('takes no rows of other settings, and leaves them alone', async () => {
    await (await openSweepFolder(folder, { seed: 1 })).add([row('a')]);
    const before = await readFile(join(folder, 'rows.jsonl'), 'utf8');
    await assert.rejects(openSweepFolder(folder, { seed: 2 }), /another model or other settings/);
    assert.equal(await readFile(join(folder, 'rows.jsonl'), 'utf8'), before);
  });

  it('that cannot be made says why', async () => {
    await writeFile(join(folder, 'file'), '');
    await assert.rejects(openSweepFolder(join(folder, 'file', 'x'), {}), { code: 'storage-unwritable' });
  });
});
