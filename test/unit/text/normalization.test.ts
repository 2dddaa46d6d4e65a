import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { alignedSection } from '../../../src/text/aligned';
import { readCharsmap } from '../../../src/text/charsmap';
import { normalizerOf } from '../../../src/text/normalization';
import { laterMarks } from '../../../src/text/unicode';
import { charsmap } from './components';
import type { Part } from './small';
import { mixedWriting } from './writing';

/** What each is to make of a text; written anew, by what the original library does. */
const kinds: Record<string, { stage: Part; expected: (text: string) => string }> = {
  NFC: form('NFC'),
  NFD: form('NFD'),
  NFKC: form('NFKC'),
  NFKD: form('NFKD'),
  'lower case': {
    stage: { type: 'Lowercase' },
    expected: (text) => Array.from(text, (character) => character.toLowerCase()).join(''),
  },
  'accents stripped': {
    stage: { type: 'StripAccents' },
    expected: (text) =>
      Array.from(text, (character) =>
        /\p{M}/u.test(character) && !later.test(character) ? '' : character,
      ).join(''),
  },
  'a charsmap': {
    stage: { type: 'Precompiled', precompiled_charsmap: charsmap },
    // These scripts have no marks in them, so that each character is looked up by itself.
    expected: (text) =>
      Array.from(text, (character) => readCharsmap(charsmap)(character) ?? character).join(''),
  },
  'a mark in front and for every space': {
    stage: {
      type: 'Sequence',
      normalizers: [
        { type: 'Strip', strip_left: false, strip_right: true },
        { type: 'Prepend', prepend: '▁' },
        { type: 'Replace', pattern: { Regex: ' {2,}' }, content: '▁' },
      ],
    },
    expected: (text) =>
      text
        .replace(/\p{White_Space}+$/u, '')
        .replace(/^(?=[^])/, '▁')
        .replaceAll(/ {2,}/g, '▁'),
  },
};

const later = new RegExp(`[${laterMarks}]`, 'u');

function form(type: 'NFC' | 'NFD' | 'NFKC' | 'NFKD') {
  const apart = new RegExp(`([${laterMarks}])`, 'u');
  return {
    stage: { type },
    expected: (text: string) =>
      text
        .split(apart)
        .map((part) => (later.test(part) ? part : part.normalize(type)))
        .join(''),
  };
}

function marksIn(text: string): boolean {
  return /[\p{M}\p{Cf}\u0e33\u0eb3\uff9e\uff9f\r]/u.test(text);
}

describe('Following a normalizer', () => {
  for (const [name, { stage, expected }] of Object.entries(kinds)) {
    it(`gives exactly its text, with ranges in order, for ${name}`, () => {
      const normalize = normalizerOf(stage);
      fc.assert(
        fc.property(mixedWriting, (text) => {
          const source = alignedSection(text, 0, text.length);
          const result = normalize(source);
          if (stage.type !== 'Precompiled' || !marksIn(text)) assert.equal(result.text, expected(text));
          assert.equal(result.start.length, result.text.length);
          for (let unit = 0; unit < result.text.length; unit++) {
            assert.ok(result.start[unit] >= (unit > 0 ? result.start[unit - 1] : 0));
            assert.ok(result.end[unit] >= Math.max(result.start[unit], unit > 0 ? result.end[unit - 1] : 0));
            assert.ok(result.end[unit] <= text.length);
          }
        }),
        { numRuns: 300 },
      );
    });
  }

  for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) {
    it(`keeps every character of Unicode apart from its neighbours under ${form}`, () => {
      const normalize = normalizerOf({ type: form });
      for (let code = 0; code <= 0x3ffff; code++) {
        // Digits do not take part in any composition, so the character's own range is known.
        const character = String.fromCodePoint(code);
        if (later.test(character)) continue;
        const text = `1${character}2`;
        const { start, end, text: result } = normalize(alignedSection(text, 0, text.length));
        const own = character.length;
        // A mark may join the digit before it, but only where normalising changes the two together.
        const changed = `1${character}`.normalize(form) !== `1${character.normalize(form)}`;
        assert.equal(end[result.length - 1], own + 2);
        assert.equal(start[result.length - 1], own + 1);
        assert.equal(end[0], changed ? own + 1 : 1);
        for (let unit = 1; unit < result.length - 1; unit++) {
          assert.ok(start[unit] === (changed ? 0 : 1) && end[unit] === own + 1, `U+${code.toString(16)}`);
        }
      }
    }).timeout(30_000);
  }

  it('is not held up by a hundred thousand accents on one letter', () => {
    const text = `e${'\u0301'.repeat(100_000)}x`;
    const { start, end } = normalizerOf({ type: 'NFC' })(alignedSection(text, 0, text.length));
    assert.deepEqual([start[0], end[0], start.at(-1), end.at(-1)], [0, 100_001, 100_001, 100_002]);
  });
});
