import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createStopStrings } from '../../../src/engine/stop-strings';

describe('stop strings', () => {
  it('end the text before the first of them', () => {
    const stops = createStopStrings(['END', '\n\n']);
    assert.deepEqual(stops.look('one'), { safe: 3 });
    assert.deepEqual(stops.look('one two\n\nEND'), { stopped: 7 });
  });

  it('are found where they come in pieces, and held back until they are sure not to come', () => {
    const stops = createStopStrings(['</s>']);
    assert.deepEqual(stops.look('a<'), { safe: 1 });
    assert.deepEqual(stops.look('a</'), { safe: 1 });
    assert.deepEqual(stops.look('a</p'), { safe: 4 });
    assert.deepEqual(stops.look('a</p</s'), { safe: 4 });
    assert.deepEqual(stops.look('a</p</s>b'), { stopped: 4 });
  });

  it('hold nothing back where there are none, or only empty ones', () => {
    assert.deepEqual(createStopStrings([]).look('abc'), { safe: 3 });
    assert.deepEqual(createStopStrings(['']).look('abc'), { safe: 3 });
  });

  it('never show a part of one, and find what a search of the whole text finds', () => {
    const text = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 }), { maxLength: 12 });
    const strings = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(text, strings, (pieces, list) => {
        const stops = createStopStrings(list);
        let whole = '';
        for (const piece of pieces) {
          whole += piece;
          const first = Math.min(...list.map((stop) => whole.indexOf(stop)).filter((at) => at >= 0));
          const looked = stops.look(whole);
          if ('stopped' in looked) return assert.equal(looked.stopped, first);
          assert.equal(first, Infinity);
          // Whatever comes, a stop string that ends in it begins behind what is safe.
          for (const stop of list) {
            for (let length = 1; length < stop.length; length++) {
              if (whole.endsWith(stop.slice(0, length))) assert.ok(looked.safe <= whole.length - length);
            }
          }
        }
      }),
    );
  });
});
