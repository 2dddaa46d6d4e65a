import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stripContent } from '../../../webview/kit/cells';

function tokens(...ranges: [start: number, end: number, text?: number][]) {
  return {
    start: Uint32Array.from(ranges, ([start]) => start),
    end: Uint32Array.from(ranges, ([, end]) => end),
    text: Uint16Array.from(ranges, ([, , text]) => text ?? 0),
  };
}

const shape = (texts: string[], ...ranges: [number, number, number?][]) =>
  stripContent(texts, tokens(...ranges)).cells.map(({ start, end, token, count }) => [
    start,
    end,
    token,
    count,
  ]);

describe('the cells of a token strip', () => {
  it('are the tokens where every token has characters of its own', () => {
    assert.deepEqual(shape(['le chat'], [0, 2], [2, 7]), [
      [0, 2, 0, 1],
      [2, 7, 1, 1],
    ]);
  });

  it('hold all tokens that share one character', () => {
    assert.deepEqual(shape(['a🎉b'], [0, 1], [1, 3], [1, 3], [1, 3], [1, 3], [3, 4]), [
      [0, 1, 0, 1],
      [1, 3, 1, 4],
      [3, 4, 5, 1],
    ]);
  });

  it('hold tokens that overlap: one character and a part of the next', () => {
    assert.deepEqual(shape(['नकि', 'a'], [0, 3], [1, 3], [0, 1, 1]), [
      [0, 3, 0, 2],
      [0, 1, 2, 1],
    ]);
  });

  it('do not join over the end of a text', () => {
    assert.deepEqual(shape(['a', '\u0301b'], [0, 1, 0], [0, 2, 1]), [
      [0, 1, 0, 1],
      [0, 2, 1, 1],
    ]);
  });

  it('keep tokens that stand for no character, each in a cell of its own', () => {
    assert.deepEqual(shape(['ab'], [0, 0], [0, 2]), [
      [0, 0, 0, 1],
      [0, 2, 1, 1],
    ]);
  });

  it('break into a piece per line, of which the first stands for the token', () => {
    const { paragraphs } = stripContent(['one.\n\n\ttwo'], tokens([0, 4], [4, 7], [7, 10]));
    assert.deepEqual(
      paragraphs.map(({ pieces }) => pieces.map(({ cell, text, first }) => [cell, text, first])),
      [
        [
          [0, 'one.', true],
          [1, '\n', true],
        ],
        [[1, '\n', false]],
        [
          [1, '\t', false],
          [2, 'two', true],
        ],
      ],
    );
  });

  it('keep a Windows line break whole', () => {
    const { paragraphs } = stripContent(['a\r\nb'], tokens([0, 1], [1, 3], [1, 3], [3, 4]));
    assert.deepEqual(
      paragraphs.map(({ pieces }) => pieces.map(({ text }) => text).join('')),
      ['a\r\n', 'b'],
    );
  });

  it('lose no character and no token, whatever the text and wherever it is cut', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const cuts = fc.array(fc.nat(40), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, cuts), { minLength: 1, maxLength: 3 }), (given) => {
        const texts = given.map(([string]) => string);
        const ranges = given.flatMap(([string, at], index) => {
          const places = at.map((place) => Math.min(place, string.length)).sort((a, b) => a - b);
          return places.slice(1).map((end, i): [number, number, number] => [places[i], end, index]);
        });
        const { paragraphs, cells, cellOf } = stripContent(texts, tokens(...ranges));
        texts.forEach((string, index) => {
          const own = paragraphs.filter((paragraph) => paragraph.text === index);
          assert.equal(own.flatMap(({ pieces }) => pieces.map((piece) => piece.text)).join(''), string);
        });
        assert.equal(
          cells.reduce((sum, { count }) => sum + count, 0),
          ranges.length,
        );
        const heads = paragraphs.flatMap(({ pieces }) =>
          pieces.filter(({ cell, first }) => cell >= 0 && first),
        );
        assert.deepEqual(
          heads.map(({ cell }) => cell),
          cells.map((_, cell) => cell),
        );
        cellOf.forEach((cell, token) => {
          assert.ok(token >= cells[cell].token && token < cells[cell].token + cells[cell].count);
        });
      }),
      { numRuns: 1000 },
    );
  });
});
