import assert from 'node:assert/strict';
import fc from 'fast-check';
import { widenToGraphemes } from '../../../src/text/graphemes';

function widened(text: string, ...ranges: [number, number][]): number[][] {
  const { start, end } = widenToGraphemes(text, {
    ids: new Int32Array(ranges.length),
    start: Int32Array.from(ranges, ([from]) => from),
    end: Int32Array.from(ranges, ([, to]) => to),
  });
  return Array.from(start, (from, token) => [from, end[token]]);
}

describe('Ranges of grapheme clusters', () => {
  it('leave alone what already stands between clusters', () => {
    assert.deepEqual(widened('le 駅', [0, 2], [2, 4]), [
      [0, 2],
      [2, 4],
    ]);
  });

  it('are shared by a letter and its combining accent', () => {
    assert.deepEqual(widened('ae\u0301b', [0, 1], [1, 2], [2, 3], [3, 4]), [
      [0, 1],
      [1, 3],
      [1, 3],
      [3, 4],
    ]);
  });

  it('are shared by the parts of an emoji with joiners, of a flag, and of a skin tone', () => {
    for (const one of ['👩‍👧', '🇫🇷', '👍🏽'])
      assert.deepEqual(
        widened(`x${one}y`, [0, 1], [1, 3], [3, 1 + one.length], [1 + one.length, 2 + one.length]),
        [
          [0, 1],
          [1, 1 + one.length],
          [1, 1 + one.length],
          [1 + one.length, 2 + one.length],
        ],
      );
  });

  it('are shared by the parts of a syllable in Devanagari, Thai and Hangul', () => {
    assert.deepEqual(widened('कि', [0, 1], [1, 2]), [
      [0, 2],
      [0, 2],
    ]);
    assert.deepEqual(widened('กำ', [0, 1], [1, 2]), [
      [0, 2],
      [0, 2],
    ]);
    assert.deepEqual(widened('\u1112\u1161\u11ab', [0, 1], [1, 3]), [
      [0, 3],
      [0, 3],
    ]);
    assert.deepEqual(widened('가\u11a8', [0, 1], [1, 2]), [
      [0, 2],
      [0, 2],
    ]);
  });

  it('overlap where a token holds a whole character and a part of the next', () => {
    assert.deepEqual(widened('नकि', [0, 2], [2, 3]), [
      [0, 3],
      [1, 3],
    ]);
  });

  it('keep tokens that came from nothing empty', () => {
    assert.deepEqual(widened('e\u0301', [0, 0], [0, 1], [1, 1], [1, 2]), [
      [0, 0],
      [0, 2],
      [1, 1],
      [0, 2],
    ]);
  });

  it('follow every character that this segmenter joins to the one before or after it', () => {
    const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
    const missed: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const character = String.fromCodePoint(code);
      for (const text of [`a${character}`, `${character}a`, character + character]) {
        const at = text.startsWith('a') ? 1 : character.length;
        if (segmenter.segment(text).containing(at)!.index === at) continue;
        const [first, second] = widened(text, [0, at], [at, text.length]);
        if (first[1] !== text.length || second[0] !== 0) missed.push(code.toString(16));
      }
    }
    assert.deepEqual(missed, []);
  });

  it('begin and end where the segmenter says, cover what they covered, and stay in order, on any text', () => {
    const unit = fc.oneof(
      fc.constantFrom(
        'क',
        '्',
        'ष',
        'ि',
        '👩',
        '\u200d',
        '🇫',
        '🇷',
        '👍',
        '🏽',
        'e',
        '\u0301',
        '\r',
        '\n',
        '가',
        '\u11a8',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(
        fc.array(unit, { maxLength: 30 }),
        fc.array(fc.nat(60), { maxLength: 20 }),
        (units, cuts) => {
          const text = units.join('');
          const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length].sort(
            (a, b) => a - b,
          );
          const ranges = places.slice(1).map((to, i): [number, number] => [places[i], to]);
          const bounds = new Set([0, text.length]);
          for (const { index } of new Intl.Segmenter().segment(text)) bounds.add(index);
          const wide = widened(text, ...ranges);
          wide.forEach(([from, to], token) => {
            const [start, end] = ranges[token];
            if (start === end) return assert.deepEqual([from, to], [start, end]);
            assert.ok(from <= start && to >= end && bounds.has(from) && bounds.has(to), `${from}–${to}`);
          });
        },
      ),
      { numRuns: 3000 },
    );
  });
});
