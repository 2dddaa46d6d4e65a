import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { decodeSaved } from '../../../../src/results/saved-content';
import { readSaved } from '../../../../src/app/saved/read';

const script = resolve('dist/saved.js');
const name = 'a.babelscope.json';

/** A neuron set, made as long as asked for by spaces, which JSON allows. */
function neurons(length: number, more: object = {}): string {
  const json = JSON.stringify({
    format: 'babelscope-neurons',
    formatVersion: 1,
    source: 'en.neuron.pth',
    languages: ['en'],
    neurons: [[[1, 2], [3]]],
    model: { name: 'tiny', identity: 'x', layers: 2, dMlp: 4 },
    ...more,
  });
  return `${json.slice(0, -1)}${' '.repeat(Math.max(0, length - json.length))}}`;
}
const bytes = (text: string) => new TextEncoder().encode(text);

describe('a saved file', () => {
  it('is read alike where it is small, and in a thread where it is large', async () => {
    const large = neurons(2 << 20);
    const direct = decodeSaved(large, name);
    assert.equal(direct.format, 'babelscope-neurons');
    assert.deepEqual(await readSaved(bytes(large), name, script), direct);
    // No thread is asked for: there is none of this name.
    assert.deepEqual(await readSaved(bytes(neurons(0)), name, 'gone.js'), direct);
    await assert.rejects(readSaved(bytes(large), name, resolve('gone.js')), {
      code: 'experiment-broken',
      message: /^a\.babelscope\.json could not be read \(.*\)\. Open it again, or open it as text\.$/,
    });
  });

  it('says from there, too, what is wrong with it and within it', async () => {
    for (const length of [0, 2 << 20]) {
      await assert.rejects(readSaved(bytes(neurons(length, { format: 'other' })), name, script), {
        code: 'experiment-broken',
        message: 'a.babelscope.json was not saved by Babelscope. Open it as text, or open another file.',
      });
      const { content } = await readSaved(bytes(neurons(length, { languages: 7 })), name, script);
      assert.match(content.failure?.message ?? '', /^a\.babelscope\.json is damaged at languages: /);
    }
  });

  it('is refused before it is built where it has more names than any of ours', () => {
    const own = (i: number) => `{"a${i}":1,"b${i}":2}`;
    const rows = (count: number) => `{"rows":[${Array.from({ length: count }, (_, i) => own(i)).join()}]}`;
    assert.throws(() => decodeSaved(rows(400), name), /was not saved by Babelscope/);
    assert.throws(
      () => decodeSaved(rows(600), name),
      /^BabelscopeError: a\.babelscope\.json holds more values than any such file\. Open it as text/,
    );
  });
});
