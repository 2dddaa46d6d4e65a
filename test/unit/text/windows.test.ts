import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { windows } from '../../../src/text/windows';

describe('Windows over a long text', () => {
  it('are one where the text fits, and none where there is no text', () => {
    assert.deepEqual(windows(5, 8, 2), [{ from: 0, to: 5, keepFrom: 0 }]);
    assert.deepEqual(windows(8, 8, 7), [{ from: 0, to: 8, keepFrom: 0 }]);
    assert.deepEqual(windows(0, 8, 2), []);
  });

  it('go back by the overlap and keep what is new', () => {
    assert.deepEqual(windows(12, 6, 2), [
      { from: 0, to: 6, keepFrom: 0 },
      { from: 4, to: 10, keepFrom: 6 },
      { from: 8, to: 12, keepFrom: 10 },
    ]);
  });

  it('keep every token once, with enough before it, and are no more than needed', () => {
    const sizes = fc
      .tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 300 }))
      .chain(([length, context]) => fc.tuple(fc.constant(length), fc.constant(context), fc.nat(context - 1)));
    fc.assert(
      fc.property(sizes, ([length, context, overlap]) => {
        const result = windows(length, context, overlap);
        let kept = 0;
        for (const { from, to, keepFrom } of result) {
          assert.equal(keepFrom, kept);
          assert.ok(to > keepFrom && to - from <= context && from >= 0);
          assert.ok(keepFrom === 0 || keepFrom - from >= overlap);
          kept = to;
        }
        assert.equal(kept, length);
        const fewest = length === 0 ? 0 : 1 + Math.ceil(Math.max(0, length - context) / (context - overlap));
        assert.equal(result.length, fewest);
      }),
      { numRuns: 500 },
    );
  });

  it('are refused where the overlap leaves no room for anything new', () => {
    for (const [context, overlap] of [
      [4, 4],
      [4, 9],
      [0, 0],
      [4, -1],
      [NaN, 0],
      [4.5, 1],
    ]) {
      assert.throws(() => windows(10, context, overlap), RangeError);
    }
  });
});
