import assert from 'node:assert/strict';
import { decodeAblation, encodeAblation } from '../../../src/results/ablation/file';
import type { Ablation } from '../../../src/results/ablation/data';

const ablation: Ablation = {
  versions: { babelscope: '1.0.0', onnxruntime: '1.30.0' },
  date: '2026-11-25T20:00:00.000Z',
  model: { name: 'tiny', identity: 'abc' },
  thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 },
  settings: { tokensPerLanguage: 1000, rowLength: 512, seed: 0 },
  off: ['en', 'fr'],
  neurons: [3, 2],
  measured: ['en', 'fr', 'ja'],
  tokens: [1000, 998, 12],
  corpora: ['en', 'fr', 'ja'].map((language) => ({
    language,
    files: [{ name: `${language}.txt`, bytes: 10, sha256: 'ff' }],
    documents: 2,
  })),
  plain: Float64Array.of(2.5, 2.75, 1 / 3),
  ablated: Float64Array.of(3, 2.75, NaN, 2.5, Infinity, 0.1),
  draws: 1,
  control: Float64Array.of(2.5, 2.75, 1, 2.5, 2.8, 1e-7),
  changed: [true, false],
  warnings: ['Only 12 tokens in ja.'],
};

describe('a file of ablations', () => {
  const text = encodeAblation(ablation);
  const refused = (changed: string, reason: RegExp) =>
    assert.throws(() => decodeAblation(changed, 'a.babelscope.json'), {
      code: 'ablation-broken',
      message: reason,
    });
  const changed = (change: object) => JSON.stringify({ ...(JSON.parse(text) as object), ...change });

  it('comes back as it was, number for number', () => {
    assert.deepEqual(decodeAblation(text, 'a'), ablation);
    assert.ok(text.split('\n').includes('  "plain": [2.5, 2.75, 0.3333333333333333],'));
  });

  it('is refused in a sentence where it is cut short, another file or of another version', () => {
    refused(text.slice(0, 300), /a\.babelscope\.json is cut short or not JSON.*\. Measure/);
    refused('[]', /is not a measurement of ablations/);
    refused(changed({ format: 'babelscope-experiment' }), /is not a measurement of ablations/);
    refused(changed({ formatVersion: 2 }), /another version .*its format is 2, this one reads 1/);
    refused(changed({ model: { name: 'x' } }), /is damaged at model\.identity/);
  });

  it('is refused where its numbers and languages do not belong together', () => {
    refused(changed({ plain: [1, 2] }), /do not belong together/);
    refused(changed({ ablated: [1] }), /do not belong together/);
    refused(changed({ draws: 2 }), /do not belong together/);
    refused(changed({ changed: [true] }), /do not belong together/);
    refused(changed({ off: ['en', 'en'] }), /a language is there twice/);
    refused(changed({ corpora: [...ablation.corpora].reverse() }), /do not belong together/);
    refused(changed({ draws: 1e9 }), /is damaged at draws/);
  });
});
