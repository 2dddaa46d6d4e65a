import assert from 'node:assert/strict';
import { encodeNeurons, recallNeurons } from '../../../src/files/neurons';
import { parseSaved } from '../../../src/files/saved';
import type { NeuronSet } from '../../../src/protocol/neurons';

const set: NeuronSet = {
  source: 'tiny.neuron.pth',
  languages: ['en', 'zh'],
  neurons: [
    [[0, 3], []],
    [[1], [2, 5]],
  ],
  model: { name: 'tiny', identity: '0123456789abcdef', layers: 2, dMlp: 8 },
  mismatch: undefined,
};
const name = 'tiny.neurons.babelscope.json';
/** As it was before there were checksums. */
const unsealed = (text: string) => text.replace(/,"checksum":"\w+"\}\n$/, '}\n');
const recall = (text: string) => recallNeurons(parseSaved(text, name), name);

describe('An imported neuron set', () => {
  it('comes back from its file as it was', () => {
    assert.deepEqual(recall(encodeNeurons(set)), set);
    const other = { ...set, mismatch: 'It is not of tiny.' };
    assert.deepEqual(recall(encodeNeurons(other)), other);
  });

  it('is refused in a sentence where its parts do not belong together, or a later version wrote it', () => {
    const broken = (message: RegExp) => ({ code: 'experiment-broken', message });
    assert.throws(
      () => recall(encodeNeurons({ ...set, languages: ['en'] })),
      broken(/do not belong together/),
    );
    assert.throws(() => recall(encodeNeurons({ ...set, languages: ['en', 'en'] })), broken(/twice/));
    assert.throws(() => recall(encodeNeurons({ ...set, neurons: [[[0]], [[1], [-2]]] })), broken(/damaged/));
    const later = unsealed(encodeNeurons(set)).replace('"formatVersion": 1', '"formatVersion": 2');
    assert.throws(() => recall(later), broken(/another version/));
  });
});
