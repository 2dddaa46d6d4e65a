import assert from 'node:assert/strict';
import { encodeNeurons } from '../../../src/files/neurons';
import { decodeSaved } from '../../../src/results/saved-content';
import { BabelscopeError } from '../../../src/rpc/failure';
import { encodeRecord, readRecord } from '../../../src/app/tasks/record';

const name = 'a.babelscope.json';

/** Each bit of a text flipped in turn, or every so many of them. */
function* flips(text: string, step = 1): Generator<string> {
  const bytes = new TextEncoder().encode(text);
  for (let bit = 0; bit < 8 * bytes.length; bit += step) {
    const flipped = bytes.slice();
    flipped[bit >> 3] ^= 1 << (bit & 7);
    yield new TextDecoder().decode(flipped);
  }
}

describe('A file of ours with a checksum', () => {
  it('of an unfinished run never says anything else than was written', () => {
    const record = {
      id: 'run',
      asked: {
        method: 'count' as const,
        request: {
          corpora: [{ language: 'en', files: ['/texts/en.txt'] }],
          tokensPerLanguage: 1000,
          seed: 0,
          dropForeign: false,
          file: '/a.lape.safetensors',
        },
      },
      model: { name: 'tiny', folder: '/models/tiny', origin: 'folder' as const },
      texts: 'texts',
      ...{ done: 10, total: 1000, state: 'running' as const, owner: 1, beat: 2, offered: false },
    };
    const text = encodeRecord(record);
    for (const flipped of flips(text)) {
      const found = readRecord(flipped);
      if (found !== 'damaged') assert.deepEqual(found, record, flipped);
    }
    assert.deepEqual(readRecord(JSON.stringify(record)), record, 'as of before');
    assert.equal(readRecord(text.slice(0, 50)), 'damaged');
    assert.equal(readRecord('{"of":"another version"}'), undefined);
  });

  it('of a run that an earlier version began goes on, though it named the result otherwise', () => {
    const { file, ...request } = { corpora: [], tokensPerLanguage: 7, file: '/a.lape.safetensors' };
    const before = {
      id: 'run',
      asked: { method: 'count', request: { ...request, atlas: file } },
      model: { name: 'tiny', folder: '/models/tiny', origin: 'folder' },
      texts: 'texts',
      ...{ done: 10, total: 1000, state: 'paused', owner: 1, beat: 2, offered: true },
    };
    const found = readRecord(JSON.stringify(before));
    assert.ok(found !== 'damaged' && found !== undefined);
    assert.deepEqual(found.asked.request, { ...request, seed: 0, dropForeign: false, file });
  });

  const set = {
    source: 'en.neuron.pth',
    languages: ['en'],
    neurons: [[[1, 2], [3]]],
    model: { name: 'tiny', identity: 'x', layers: 2, dMlp: 4 },
    mismatch: undefined,
  };

  it('that was saved is what it was, or refused in a sentence', () => {
    const text = encodeNeurons(set);
    const whole = decodeSaved(text, name);
    for (const flipped of flips(text)) {
      try {
        assert.deepEqual(decodeSaved(flipped, name), whole, flipped);
      } catch (error) {
        assert.ok(error instanceof BabelscopeError, String(error));
      }
    }
    assert.throws(() => decodeSaved(text.replace('[3]', '[2]'), name), {
      code: 'experiment-broken',
      message:
        /^a\.babelscope\.json is no longer what Babelscope wrote: .*\. Restore it; to open it as it is, delete “checksum” at its end\.$/,
    });
  });

  it('may come with other line ends, without its last, and from before there were checksums', () => {
    const text = encodeNeurons(set);
    const whole = decodeSaved(text, name);
    assert.equal(whole.content.failure, undefined);
    const old = text.replace(/,"checksum":"\w+"\}\n$/, '}\n');
    assert.notEqual(old, text);
    for (const same of [
      text.replaceAll('\n', '\r\n'),
      text.trimEnd(),
      old,
      JSON.stringify(JSON.parse(old), null, 4),
    ])
      assert.deepEqual(decodeSaved(same, name), whole);
  });
});
