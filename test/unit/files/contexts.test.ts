import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { encodeSafetensors } from '../../../src/files/safetensors';
import type { ContextTable } from '../../../src/files/contexts';
import {
  contextMetadata,
  contextsFileOf,
  contextTensors,
  decodeContexts,
  encodeContexts,
  lookup,
  readContexts,
} from '../../../src/files/contexts';
import { BabelscopeError } from '../../../src/rpc/failure';

/** Two languages, one layer, two neurons, two slots: neuron 0 fires on “soleil” and “sun”, neuron 1 nowhere. */
const table: ContextTable = {
  model: 'a model',
  languages: ['fr', 'en'],
  layers: 1,
  dMlp: 2,
  slots: 2,
  activation: Float32Array.of(2.5, 0, 0, 0, 3.5, 0, 0, 0),
  place: Int32Array.of(0, -1, -1, -1, 1, -1, -1, -1),
  places: Int32Array.of(0, 3, 9, 1, 4, 7),
  passages: [
    { file: 0, document: 3, offset: 0, text: 'Le soleil brille. 太陽' },
    { file: 1, document: 1, offset: 10, text: 'The sun' },
  ],
  files: ['/texts/fr.txt', '/texts/en.txt'],
};
const sound = encodeContexts(table, 'the atlas');

describe('A file of contexts', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'babelscope-contexts-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  it('gives back where each neuron fires, strongest first', () => {
    const { of } = lookup(decodeContexts(sound, 'x'));
    assert.deepEqual(
      of(0, 0).map(({ language, before, token, after, file, document, start }) => [
        language,
        `${before}|${token}|${after}`,
        file,
        document,
        start,
      ]),
      [
        ['en', 'The |sun|', '/texts/en.txt', 1, 14],
        ['fr', 'Le |soleil| brille. 太陽', '/texts/fr.txt', 3, 3],
      ],
    );
    assert.deepEqual(of(0, 1), []);
    assert.deepEqual(of(1, 0), []);
  });

  it('is refused in a sentence, or read without harm, however its bytes were changed', () => {
    const change = fc.record({
      cut: fc.option(fc.nat(sound.length)),
      bytes: fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(change, ({ cut, bytes }) => {
        const changed = sound.slice(0, cut ?? undefined);
        for (const [at, value] of bytes) if (at < changed.length) changed[at] = value;
        let read;
        try {
          read = decodeContexts(changed, 'x.contexts.safetensors');
        } catch (error) {
          assert.ok(error instanceof BabelscopeError, String(error));
          assert.equal(error.code, 'atlas-broken');
          return;
        }
        const { of } = lookup(read);
        for (let index = 0; index < read.dMlp; index++) of(0, index);
      }),
      { numRuns: 5000 },
    );
  });

  const lies: [what: string, change: Partial<ContextTable>, said: RegExp][] = [
    ['a context beyond the places', { place: new Int32Array(8).fill(2) }, /a context lies nowhere/],
    ['a place beyond the passages', { places: Int32Array.of(0, 3, 9, 2, 4, 7) }, /outside its text/],
    ['a negative passage', { places: Int32Array.of(0, 3, 9, -1, 4, 7) }, /outside its text/],
    ['a token beyond its passage', { places: Int32Array.of(0, 3, 9, 1, 4, 8) }, /outside its text/],
    ['a passage of a file that is not there', { files: ['/texts/fr.txt'] }, /passage 1 does not fit/],
    ['languages that are too few', { languages: ['fr'] }, /do not belong together/],
  ];
  for (const [what, change, said] of lies)
    it(`is refused with ${what}`, () => {
      const lying = { ...table, ...change };
      const tensors = { ...contextTensors(table), ...pick(contextTensors(lying), change) };
      const bytes = encodeSafetensors(tensors, { ...contextMetadata(lying), atlas: 'the atlas' });
      assert.throws(() => decodeContexts(bytes, 'x.contexts.safetensors'), {
        code: 'atlas-broken',
        message: new RegExp(`${said.source}.*\\. Delete the file, or count the atlas again\\.`),
      });
    });

  it('counts only beside the atlas of the same run, and says what is wrong when it was cut short', async () => {
    const atlas = join(folder, 'mine.safetensors');
    await writeFile(atlas, encodeSafetensors({}, { about: 'the atlas' }));
    const beside = contextsFileOf(atlas);
    assert.equal(await readContexts(atlas), undefined);
    await writeFile(beside, sound);
    assert.equal((await readContexts(atlas))?.of(0, 0).length, 2);
    await writeFile(beside, encodeContexts(table, 'another atlas'));
    assert.equal(await readContexts(atlas), undefined);
    for (const length of [0, 5, 40, sound.length - 1]) {
      await writeFile(beside, sound.subarray(0, length));
      await assert.rejects(readContexts(atlas), { code: 'atlas-broken', message: /Delete the file/ });
    }
  });
});

/** Only the tensors that the change is about. */
function pick<T>(tensors: Record<string, T>, change: Partial<ContextTable>): Record<string, T> {
  const about = { place: 'context_place', places: 'context_places' };
  return Object.fromEntries(
    Object.entries(about).flatMap(([key, name]) => (key in change ? [[name, tensors[name]]] : [])),
  );
}
