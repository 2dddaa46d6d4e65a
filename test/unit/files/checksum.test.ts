import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealed, verdictOn } from '../../../src/files/checksum';
import { decodeSafetensors, encodeSafetensors } from '../../../src/files/safetensors';
import { openSweepFolder } from '../../../src/results/sweep/folder';
import type { SweepRow } from '../../../src/results/sweep/data';
import { damaged, seeded } from '../../damage';

describe('A safetensors file with a checksum', () => {
  const tensors = {
    counts: { shape: [2, 300], data: new Float64Array(600).map((_, i) => i / 7) },
    'checksum":"': { shape: [3], data: Int32Array.of(1, 2, 3) },
  };
  const metadata = { format: 'a', note: 'says "checksum":"0" itself', checksum: 'not this one' };
  const decode = (file: Uint8Array) => decodeSafetensors(file, () => Object.keys(tensors));
  const sound = Buffer.from(encodeSafetensors(tensors, metadata));

  it('reads back as it was written', () => {
    const read = decode(sound);
    assert.deepEqual(read.tensors, tensors);
    assert.match(read.metadata['checksum'], /^[0-9a-f]{64}$/);
    assert.equal(read.metadata['note'], metadata.note);
  });

  it('never reads otherwise after any bit has flipped: it is refused, or says the same', () => {
    for (let bit = 0; bit < 8 * sound.length; bit += bit < 8 * 500 ? 1 : 13) {
      const copy = Buffer.from(sound);
      copy[bit >> 3] ^= 1 << (bit & 7);
      try {
        assert.deepEqual(decode(copy).tensors, tensors, `bit ${bit}`);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'atlas-broken', `bit ${bit}: ${String(error)}`);
      }
    }
  });

  it('is refused after a page of it is lost', () => {
    const zeroed = damaged(sound, 'zeroed', seeded(1))!;
    assert.throws(() => decode(zeroed), { code: 'atlas-broken' });
  });

  it('says that it was damaged', () => {
    const copy = Buffer.from(sound);
    copy[copy.length - 9] ^= 1;
    assert.throws(() => decode(copy), { message: /content does not fit its checksum/ });
  });

  it('opens without one, as older files are', () => {
    const old = Buffer.from(sound.toString('latin1').replace('"checksum":"', '"checksun":"'), 'latin1');
    assert.deepEqual(decode(old).tensors, tensors);
  });
});

describe('A JSON text with a checksum', () => {
  it('tells of any change, and stays JSON', () => {
    const text = sealed(JSON.stringify({ a: [1, 2], b: 'é"}' }), 'with');
    assert.deepEqual((({ checksum: _, ...rest }) => rest)(JSON.parse(text) as Record<string, unknown>), {
      a: [1, 2],
      b: 'é"}',
    });
    assert.equal(verdictOn(text, 'with'), 'whole');
    assert.equal(verdictOn(text, 'without'), 'damaged');
    assert.equal(verdictOn(text.replace('1', '3'), 'with'), 'damaged');
    assert.equal(verdictOn('{"a":1}', 'with'), 'unsealed');
  });
});

describe('The rows of a sweep', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'babelscope-rows-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const settings = { model: 'm', maxTokens: 2 };
  const row = (id: string): SweepRow => ({
    ...{ id, setting: null, source: 'en', target: null, prompt: 'The', text: ' sun rose', written: null },
    ...{ tokens: 2, nll: 1.25, finish: 'length', changedAt: null },
  });
  const opened = async (with_: object = settings) => {
    const { rows, damage, close } = await openSweepFolder(folder, with_);
    await close();
    return { rows: [...rows.values()], damage };
  };
  const names = ['a', 'b', 'c', 'd'];
  async function make(): Promise<void> {
    const made = await openSweepFolder(folder, settings);
    await made.add(names.map(row));
    await made.close();
  }

  it('of which one was damaged are the others, and that is said', async () => {
    await make();
    const file = join(folder, 'rows.jsonl');
    const sound = await readFile(file, 'utf8');
    await writeFile(file, sound.replace('"nll":1.25', '"nll":1.75'));
    const { rows, damage } = await opened();
    assert.deepEqual(rows, names.slice(1).map(row));
    assert.match(damage ?? '', /^A line of .*rows\.jsonl is cut off or damaged: that run is made again\.$/);
  });

  it('are never others than those that were written, whatever bit flips in them or in what they were made with', async () => {
    await make();
    const random = seeded(3);
    for (const name of ['rows.jsonl', 'sweep.json']) {
      const sound = await readFile(join(folder, name));
      for (let turn = 0; turn < 150; turn++) {
        const bad = damaged(sound, turn % 5 === 0 ? 'zeroed' : 'flipped', random)!;
        await writeFile(join(folder, name), bad);
        const { rows, damage } = await opened();
        const wanted = names.map(row);
        for (const each of rows) assert.deepEqual(each, wanted[names.indexOf(each.id)]);
        assert.ok(rows.length === names.length || damage !== undefined, `turn ${turn}`);
        await writeFile(join(folder, name), sound);
      }
    }
  });

  it('go on where their file is of before there were checksums', async () => {
    await writeFile(join(folder, 'sweep.json'), `${JSON.stringify(settings)}\n`);
    await writeFile(join(folder, 'rows.jsonl'), `${JSON.stringify(row('old'))}\n`);
    const made = await openSweepFolder(folder, settings);
    await made.add([row('new')]);
    await made.close();
    assert.deepEqual(await opened(), { rows: [row('old'), row('new')], damage: undefined });
    await assert.rejects(opened({ ...settings, maxTokens: 3 }), /another model or other settings/);
  });

  it('are there, and that is said once, where a kill has cut the last one off', async () => {
    await make();
    await appendFile(join(folder, 'rows.jsonl'), '{"id":"e","sett');
    const { rows, damage } = await opened();
    assert.deepEqual(rows, names.map(row));
    assert.match(damage ?? '', /cut off/);
    assert.deepEqual(await opened(), { rows, damage: undefined });
  });
});
