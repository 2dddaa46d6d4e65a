import assert from 'node:assert/strict';
import { contrast, languageColour } from '../../../src/view/colours';
import type { MatrixContent } from '../../../webview/kit/matrix-content';
import { describePair, longestPrinted, printedAt } from '../../../webview/kit/matrix-content';
import { matrixPicture } from '../../../webview/kit/matrix-svg';
import type { Palette } from '../../../webview/kit/palette';
import { fitScale, placeOn, tintAt } from '../../../webview/kit/scale';

const tags = ['en', 'fr', 'ar'];
const palette: Palette = {
  kind: 'dark',
  highContrast: false,
  languages: tags.map((tag) => languageColour(tag, 'dark')),
  tints: [0.5, 0.5, 0.5],
  text: [204, 204, 204],
  background: [31, 31, 31],
  quiet: [157, 157, 157],
  focus: [0, 120, 212],
  low: [209, 134, 22],
  high: [55, 148, 255],
  line: [43, 43, 43],
};

function content(change: Partial<MatrixContent> = {}): MatrixContent {
  const values = Float64Array.of(1, 0.25, 0, 0.25, 1, NaN, 0, NaN, 1);
  return {
    label: 'Overlap <of languages>',
    tags,
    values,
    scale: fitScale('sequential', values),
    format: (value) => value.toFixed(2),
    ...change,
  };
}

describe('A matrix of languages', () => {
  it('prints values, a dash where there is none, and nothing on a blank diagonal', () => {
    assert.equal(printedAt(content(), 0, 1), '0.25');
    assert.equal(printedAt(content(), 1, 2), '–');
    assert.equal(printedAt(content(), 1, 1), '1.00');
    assert.equal(printedAt(content({ blankDiagonal: true }), 1, 1), '');
    assert.equal(longestPrinted(content()), 4);
  });

  it('says a pair in words, with what else is known, and which side does what', () => {
    const detail = (row: number, column: number) => `${row} and ${column}`;
    assert.equal(describePair(content({ detail }), 0, 1), 'English, French: 0.25 · 0 and 1');
    const axes = { rows: 'switched off', columns: 'measured' };
    assert.equal(describePair(content({ axes }), 1, 2), 'French switched off, Arabic measured: –');
    assert.equal(describePair(content({ blankDiagonal: true }), 2, 2), 'Arabic with itself');
  });

  it('draws every value and name in a well-formed picture, in the order that is asked for', () => {
    const svg = matrixPicture(content({ rows: [2, 0, 1], columns: [2, 0, 1] }), 'tiny & small', palette);
    assert.match(svg, /<title>Overlap &lt;of languages&gt;<\/title>/);
    assert.match(svg, /tiny &amp; small/);
    assert.equal(svg.match(/>0\.25</g)?.length, 2);
    assert.equal(svg.match(/<rect x/g)?.length, 9);
    assert.ok(svg.indexOf('Arabic (ar)') < svg.indexOf('English (en)'));
  });

  it('shows only the rows and columns that are asked for, and makes room for no others', () => {
    const some = content({ rows: [0], columns: [1, 2], format: (value) => (value === 1 ? 'long' : 'x') });
    const svg = matrixPicture(some, 'caption', palette);
    assert.equal(svg.match(/<rect x/g)?.length, 2);
    assert.ok(svg.includes('English (en)') && !svg.includes('French (fr)'));
    assert.equal(longestPrinted(some), 1);
  });
});

describe('A scale', () => {
  it('places values from 0, or on both sides of it, and those beyond at its ends', () => {
    const one = fitScale('sequential', [0, 2, NaN, Infinity]);
    assert.deepEqual(
      [0, 1, 2, 9, -1, NaN].map((value) => placeOn(one, value)),
      [0, 0.5, 1, 1, 0, 0],
    );
    const two = fitScale('diverging', [-4, 1]);
    assert.deepEqual(
      [-4, -2, 0, 4, -9].map((value) => placeOn(two, value)),
      [-1, -0.5, 0, 1, -1],
    );
    assert.equal(placeOn(fitScale('sequential', [0, NaN]), 0), 0);
  });

  it('keeps text legible on the strongest tint of either end', () => {
    const scale = fitScale('diverging', [-1, 1]);
    for (const value of [-1, 1]) {
      const tint = tintAt(scale, value, palette);
      assert.notDeepEqual(tint, palette.background);
      assert.ok(contrast(palette.text, tint) >= 4.5);
    }
    assert.deepEqual(tintAt(scale, 0, palette), palette.background);
  });
});
