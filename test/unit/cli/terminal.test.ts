import assert from 'node:assert/strict';
import { renderInspection } from '../../../src/cli/terminal';
import type { Inspection } from '../../../src/protocol/engine';

/** Each piece one token, with one language's activity in it. */
function lines(pieces: readonly string[], colour = false, model = 'tiny', second = 'fr'): string[] {
  const start = pieces.map((_, i) => pieces.slice(0, i).join('').length);
  const inspection: Inspection = {
    id: 1,
    languages: ['en', second],
    layers: 1,
    text: new Uint16Array(pieces.length),
    start: Uint32Array.from(start),
    end: Uint32Array.from(pieces, (piece, i) => start[i] + piece.length),
    ids: new Int32Array(pieces.length),
    activity: Float32Array.from(pieces.flatMap((_, i) => [i / 2, -0.5])),
    share: new Float32Array(pieces.length * 2),
    layerActivity: new Float32Array(2),
    layerNeurons: new Uint32Array(2),
    milliseconds: 41,
  };
  return renderInspection(pieces.join(''), inspection, { colour, width: 80, model }).split('\n');
}

/** What a line calls its token. */
const name = (piece: string) => lines([piece])[0].slice(0, 20).trimEnd();

describe('An inspection at a terminal', () => {
  it('is a line a token, its activity as a bar and in numbers, clipped in the bar alone, and a sum', () => {
    assert.deepEqual(lines(['a', ' cat', ' sat', ' down']), [
      'a                    ··········',
      '·cat                 █████····· en 0.50',
      '·sat                 ██████████ en 1.00',
      '·down                ██████████ en 1.50',
      '',
      '4 tokens · tiny · 41 ms · en 0.63, fr 0.00',
      '',
    ]);
  });

  it('lets nothing through that could move the cursor, change colours or turn the line around', () => {
    for (const control of [
      '\u001b',
      '\u0007',
      '\r',
      '\u009b',
      '\u202e',
      '\u2066',
      '\u200f',
      '\u2028',
      '\ufeff',
    ])
      assert.equal(name(`a${control}b`), 'a\ufffdb', JSON.stringify(control));
    assert.equal(name('a\t\n'), 'a→↵');
  });

  it('lets nothing through from the names of models and languages either, in colour or without', () => {
    const evil = '\u001b]0;title\u0007\u001b[38;2;0;0;0mx';
    for (const colour of [false, true]) {
      const shown = lines(['a', 'b', 'c'], colour, `m${evil}`, `f${evil}`).join('\n');
      // eslint-disable-next-line no-control-regex -- these are what is looked for
      const own = shown.replace(/\u001b\[(38;2;\d+;\d+;\d+|0)m(?=[█·]|\s)/g, '');
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(own, /[\u0000-\u0009\u000b-\u001f]/);
      assert.match(own, /m\ufffd\]0;title/);
    }
  });

  it('keeps the joiners that words and emoji are written with', () => {
    for (const word of ['می\u200cخواهم', '👩\u200d👧', 'क्\u200dष']) assert.equal(name(word), word);
  });

  it('has its bars in one column, beside wide and combining characters too', () => {
    const column = (piece: string) => lines([piece])[0].indexOf('·'.repeat(10));
    assert.equal(column('abcd'), 21);
    assert.equal(column('駅前'), 21 - 2);
    assert.equal(column('e\u0301'), 21 + 1);
  });

  it('is in colour only where that is asked for', () => {
    assert.ok(!lines(['a']).join('').includes('\u001b'));
    const [line] = lines(['a'], true);
    assert.ok(line.includes('\u001b[38;2;') && line.endsWith(`m${'·'.repeat(10)}\u001b[0m`), line);
  });
});
