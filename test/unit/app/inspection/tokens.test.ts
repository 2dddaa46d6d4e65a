import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tokenAt, tokenRange } from '../../../../src/app/inspection/tokens';
import type { Passage } from '../../../../src/app/inspection/passage';

function passageOf(...segments: [number, string][]): Passage {
  return {
    uri: 'file:///a',
    source: { name: 'a', lines: [1, 1] },
    segments: segments.map(([start, text]) => ({ start, text })),
  };
}

function tokensOf(...tokens: [text: number, start: number, end: number][]) {
  return {
    text: Uint16Array.from(tokens, ([text]) => text),
    start: Uint32Array.from(tokens, ([, start]) => start),
    end: Uint32Array.from(tokens, ([, , end]) => end),
  };
}

describe('The token at a cursor', () => {
  const passage = passageOf([10, 'Le 駅🙂!'], [100, 'Oui']);
  // The emoji is spelled by three tokens; the space before 駅 belongs to no token.
  const tokens = tokensOf(
    [0, 0, 2],
    [0, 3, 4],
    [0, 4, 6],
    [0, 4, 6],
    [0, 4, 6],
    [0, 6, 7],
    [1, 0, 2],
    [1, 2, 3],
  );

  it('is the one that begins there, and the one before at the very end of a selection', () => {
    assert.equal(tokenAt(passage, tokens, 10), 0);
    assert.equal(tokenAt(passage, tokens, 11), 0);
    assert.equal(tokenAt(passage, tokens, 13), 1);
    assert.equal(tokenAt(passage, tokens, 17), 5);
    assert.equal(tokenAt(passage, tokens, 103), 7);
  });

  it('is the first of those that share a character', () => {
    assert.equal(tokenAt(passage, tokens, 14), 2);
    assert.equal(tokenAt(passage, tokens, 15), 2);
  });

  it('is none in a gap between tokens and outside the selections', () => {
    assert.equal(tokenAt(passage, tokens, 12), -1);
    for (const offset of [0, 9, 18, 99, 104]) assert.equal(tokenAt(passage, tokens, offset), -1);
  });

  it('passes over tokens that stand for no text', () => {
    const empty = tokensOf([0, 0, 0], [0, 0, 2], [0, 2, 2], [0, 2, 7], [0, 7, 7]);
    assert.equal(tokenAt(passage, empty, 10), 1);
    assert.equal(tokenAt(passage, empty, 12), 3);
    assert.equal(tokenAt(passage, empty, 17), 3);
  });

  it('is found again from where any token stands, in texts of any shape', () => {
    const piece = fc.record({ gap: fc.nat(2), length: fc.integer({ min: 1, max: 4 }), shared: fc.nat(2) });
    const text = fc.array(piece, { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), fc.nat(50), (texts, distance) => {
        const tuples: [number, number, number][] = [];
        const segments: [number, string][] = [];
        let base = distance;
        texts.forEach((pieces, index) => {
          let at = 0;
          for (const { gap, length, shared } of pieces) {
            at += gap;
            for (let copy = 0; copy <= shared; copy++) tuples.push([index, at, at + length]);
            at += length;
          }
          segments.push([base, 'x'.repeat(at)]);
          base += at + 1 + distance;
        });
        const passage = passageOf(...segments);
        const tokens = tokensOf(...tuples);
        tuples.forEach((_, token) => {
          const { start, end } = tokenRange(passage, tokens, token);
          for (let offset = start; offset < end; offset++) {
            const found = tokenRange(passage, tokens, tokenAt(passage, tokens, offset));
            assert.deepEqual(found, { start, end });
          }
        });
      }),
      { numRuns: 500 },
    );
  });
});
