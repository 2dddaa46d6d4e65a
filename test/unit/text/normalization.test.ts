import assert from 'node:assert/strict';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { alignedSection } from '../../../src/text/aligned';
import { normalizeAligned } from '../../../src/text/normalization';
import { bytePairModel, type Part, tokenizerJson } from './small';
import { mixedWriting } from './writing';

function normalizer(config: Part) {
  return new Tokenizer(tokenizerJson(bytePairModel(['a']), { normalizer: config }), {}).normalizer!;
}

const kinds: Record<string, Part> = {
  NFC: { type: 'NFC' },
  NFD: { type: 'NFD' },
  NFKC: { type: 'NFKC' },
  NFKD: { type: 'NFKD' },
  'lower case': { type: 'Lowercase' },
  'accents stripped': { type: 'StripAccents' },
  'the charsmap of SentencePiece': { type: 'Precompiled', precompiled_charsmap: '' },
  'the cleaning of BERT': {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    lowercase: true,
  },
  'a mark in front and for every space': {
    type: 'Sequence',
    normalizers: [
      { type: 'Strip', strip_left: false, strip_right: true },
      { type: 'Prepend', prepend: '▁' },
      { type: 'Replace', pattern: { Regex: ' {2,}' }, content: '▁' },
    ],
  },
};

describe('Following a normalizer', () => {
  for (const [name, config] of Object.entries(kinds)) {
    it(`gives exactly its text, with ranges in order, for ${name}`, () => {
      const stage = normalizer(config);
      fc.assert(
        fc.property(mixedWriting, (text) => {
          const source = alignedSection(text, 0, text.length);
          const result = normalizeAligned(stage, source);
          assert.equal(result.text, stage.normalize(text));
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
      const stage = normalizer({ type: form });
      for (let code = 0; code <= 0x3ffff; code++) {
        // Digits do not take part in any composition, so the character's own range is known.
        const character = String.fromCodePoint(code);
        const text = `1${character}2`;
        const { start, end, text: result } = normalizeAligned(stage, alignedSection(text, 0, text.length));
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
    const { start, end } = normalizeAligned(
      normalizer({ type: 'NFC' }),
      alignedSection(text, 0, text.length),
    );
    assert.deepEqual([start[0], end[0], start.at(-1), end.at(-1)], [0, 100_001, 100_001, 100_002]);
  });
});
