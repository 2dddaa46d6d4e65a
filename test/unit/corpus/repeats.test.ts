import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Repeats, repeatWarning } from '../../../src/corpus/repeats';

describe('repeated documents', () => {
  it('are those that were there before, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 3 })), (documents) => {
        const repeats = new Repeats();
        for (const document of documents) repeats.add(document);
        const expected = documents.length > 0 ? 1 - new Set(documents).size / documents.length : 0;
        assert.ok(Math.abs(repeats.share - expected) < 1e-12);
      }),
    );
  });

  it('are told with their share where they are many', () => {
    const repeats = new Repeats();
    for (let i = 0; i < 200; i++) repeats.add('The same line.');
    assert.equal(repeats.share, 0.995);
    assert.match(
      repeatWarning('en.txt', 200, repeats.share) ?? '',
      /^en\.txt repeats itself: 99 % of its 200 documents were there before\. .*sort -u\.$/,
    );
    assert.equal(repeatWarning('en.txt', 200, 0.09), undefined);
  });
});
