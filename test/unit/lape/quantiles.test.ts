import assert from 'node:assert/strict';
import fc from 'fast-check';
import { roundHalfEven } from '../../../src/lape/order';
import { prepareQuantiles } from '../../../src/lape/quantiles';

describe('prepared quantiles', () => {
  it('are what sorting gives, at every rate, also where values crowd together', () => {
    const value = fc.oneof(
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      fc.double({ min: 0, max: 1e-12, noNaN: true }),
      fc.constantFrom(0, 0.5, 1),
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }),
        (list, rates) => {
          const quantiles = prepareQuantiles(Float64Array.from(list), Math.max(...list));
          const sorted = [...list].sort((a, b) => a - b);
          for (const rate of [...rates, 1]) {
            const rank = roundHalfEven(rate * list.length);
            assert.ok(quantiles.at(rate) === (rank < 1 ? 0 : sorted[rank - 1]));
          }
        },
      ),
    );
  });

  it('of zeros alone are 0', () => {
    assert.equal(prepareQuantiles(new Float64Array(10), 0).at(0.95), 0);
  });
});
