import assert from 'node:assert/strict';
import { createTokenizer } from '../../../src/text/tokenizer';
import { assertSoundRanges } from './promises';
import { components, digestOf } from './components';
import expected from './components.json';
import { trickyTexts } from './tricky';

const failures: Readonly<Record<string, readonly number[]>> = expected.failures;

describe(`Tokens of ${trickyTexts.length} tricky texts`, () => {
  for (const [name, json] of Object.entries(components)) {
    it(`are those of the original library, in sound ranges: ${name}`, () => {
      const tokenizer = createTokenizer(json, {});
      const all = trickyTexts.map((text, k) => {
        const encoding = tokenizer.encode(text);
        assertSoundRanges(text, encoding);
        return failures[name]?.includes(k) ? null : [...encoding.ids];
      });
      // Which text it is tells the training stage, where the original is at hand.
      assert.equal(digestOf(all), (expected.digests as Record<string, string>)[name]);
    });
  }

  it('are many', () => {
    assert.ok(Object.keys(components).length > 200 && trickyTexts.length >= 573);
    assert.deepEqual(Object.keys(components), Object.keys(expected.digests));
  });
});
