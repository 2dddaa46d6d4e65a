import assert from 'node:assert/strict';
import fc from 'fast-check';
import { kthSmallest, roundHalfEven } from '../../../src/lape/order';

describe('roundHalfEven', () => {
  it('rounds halves to the even neighbour, as Python does', () => {
    const cases: [number, number][] = [
      [0.5, 0],
      [1.5, 2],
      [2.5, 2],
      [3.5, 4],
      [2.4999, 2],
      [2.5001, 3],
      [7, 7],
    ];
    for (const [value, expected] of cases) assert.equal(roundHalfEven(value), expected);
  });
});

describe('kthSmallest', () => {
  it('gives what sorting gives, at every rank', () => {
    const values = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, 1, 0.5)), {
      minLength: 1,
    });
    fc.assert(
      fc.property(values, fc.nat(), (list, n) => {
        const rank = (n % list.length) + 1;
        const sorted = [...list].sort((a, b) => a - b);
        assert.equal(kthSmallest(Float64Array.from(list), rank) === sorted[rank - 1], true);
      }),
    );
  });

  it('stays fast when nearly all values are equal', () => {
    const values = new Float64Array(2_000_000);
    values[17] = 1;
    assert.equal(kthSmallest(values, 2_000_000), 1);
  });

  it('refuses a rank that does not exist', () => {
    assert.throws(() => kthSmallest(new Float64Array(3), 0), RangeError);
    assert.throws(() => kthSmallest(new Float64Array(3), 4), RangeError);
  });
});
