import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeAtlas } from '../../../../src/files/atlas';
import { contextsFileOf, encodeContexts } from '../../../../src/files/contexts';
import { ContextReader } from '../../../../src/app/report/contexts';
import { smallAtlas } from '../../report/small-atlas';

describe('The contexts of a neuron in a report', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-contexts-'));
    file = join(folder, 'tiny.lape.safetensors');
    await writeFile(file, encodeAtlas(smallAtlas()));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are those beside the atlas, strongest first, with the place they lie in', async () => {
    const { languages, layers, dMlp, about } = smallAtlas();
    const activation = new Float32Array(12);
    const place = new Int32Array(12).fill(-1);
    // Neuron 0 · 2 fires at the French word more than at the English one.
    activation.set([1.5], 2);
    activation.set([2.5], 8);
    place.set([0], 2);
    place.set([1], 8);
    const table = {
      ...{ model: about.model, languages, layers, dMlp, slots: 1, activation, place },
      places: Int32Array.of(0, 4, 7, 1, 3, 6),
      passages: [
        { file: 0, document: 3, offset: 10, text: 'the cat' },
        { file: 1, document: 1, offset: 0, text: 'le chat dort' },
      ],
      files: ['/corpora/en.txt', '/corpora/fr.txt'],
    };
    await writeFile(contextsFileOf(file), encodeContexts(table, JSON.stringify(about)));
    const { contexts, without } = await new ContextReader(file).of(0, 2);
    assert.equal(without, undefined);
    assert.deepEqual(
      contexts.map(({ activation: strength, path, file: name, document, start, token }) => [
        ...[strength, path, name, document, start, token],
      ]),
      [
        [2.5, '/corpora/fr.txt', 'fr.txt', 1, 3, 'cha'],
        [1.5, '/corpora/en.txt', 'en.txt', 3, 14, 'cat'],
      ],
    );
    assert.deepEqual(await new ContextReader(file).of(1, 0), { contexts: [], without: undefined });
  });

  it('are missing with a reason: none were kept, or those there are damaged', async () => {
    assert.match((await new ContextReader(file).of(0, 0)).without ?? '', /count it again/);
    assert.match((await new ContextReader(undefined).of(0, 0)).without ?? '', /count it again/);
    await writeFile(contextsFileOf(file), 'damaged');
    assert.match((await new ContextReader(file).of(0, 0)).without ?? '', /cannot be read/);
  });
});
