import assert from 'node:assert/strict';
import { leads, namedRuns } from '../../../src/view/runs';

const languages = ['en', 'fr', 'zh'];
const inspection = (...rows: number[][]) => ({ languages, activity: Float32Array.from(rows.flat()) });

/** A lead in which every letter of `pattern` is a token of language a, b, …, all equally strong. */
function pattern(letters: string, strength = 0.8) {
  return {
    language: Int16Array.from(letters, (letter) => letter.charCodeAt(0) - 97),
    strength: new Float32Array(letters.length).fill(strength),
  };
}
const oneText = (count: number) => new Uint16Array(count);

describe('the leading language of a token', () => {
  it('is the most active one that is shown', () => {
    const rows = inspection([0.2, 0.9, 0.1], [0.7, 0.1, 0.3]);
    assert.deepEqual([...leads(rows, [true, true, true]).language], [1, 0]);
    assert.deepEqual([...leads(rows, [true, false, true]).language], [0, 0]);
  });

  it('has a strength clipped to what a tint can show', () => {
    const { strength } = leads(inspection([1.4, 0, 0], [-0.3, -0.2, -0.9]), [true, true, true]);
    assert.deepEqual([...strength], [1, 0]);
  });

  it('is none where no language is shown', () => {
    const lead = leads(inspection([0.2, 0.9, 0.1]), [false, false, false]);
    assert.deepEqual([[...lead.language], [...lead.strength]], [[-1], [0]]);
  });
});

describe('the runs that are named above the strip', () => {
  it('start where the language changes', () => {
    assert.deepEqual(namedRuns(pattern('aaabbbb'), oneText(7)), [
      { language: 0, start: 0, end: 3 },
      { language: 1, start: 3, end: 7 },
    ]);
  });

  it('are not ended by one token of another language', () => {
    assert.deepEqual(namedRuns(pattern('aabaa'), oneText(5)), [{ language: 0, start: 0, end: 5 }]);
  });

  it('end at a text’s end', () => {
    const text = Uint16Array.of(0, 0, 0, 1, 1, 1);
    assert.deepEqual(
      namedRuns(pattern('aaaaaa'), text).map(({ start }) => start),
      [0, 3],
    );
  });

  it('leave out what is short or faint', () => {
    assert.deepEqual(namedRuns(pattern('aabb'), oneText(4)), []);
    assert.deepEqual(namedRuns(pattern('aaaa', 0.1), oneText(4)), []);
  });
});
