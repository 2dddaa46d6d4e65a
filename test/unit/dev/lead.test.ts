import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { ForeignWord } from '../../../bench/lead';
import { ledTokens, ranking, shareOver } from '../../../bench/lead';

/** Two texts, “a 駅?” and “b.”; 駅 is two tokens that share its range. */
const inspection = {
  languages: ['en', 'ja'],
  text: Uint16Array.of(0, 0, 0, 0, 1, 1),
  start: Uint32Array.of(0, 2, 2, 3, 0, 1),
  end: Uint32Array.of(2, 3, 3, 4, 1, 2),
  activity: Float32Array.of(1, 0, 0.6, 0.5, 0.1, 0.5, 0.9, 0.8, 0.2, 0.3, 0.7, 0.1),
};

describe('Where neurons lead', () => {
  it('goes by the mean over the tokens of a word, not by one of them', () => {
    assert.deepEqual(ranking(inspection, 0, 2, 3), ['ja', 'en']);
    assert.deepEqual(ranking(inspection, 0, 0, 4), ['en', 'ja']);
    assert.deepEqual(ranking(inspection, 1, 0, 1), ['ja', 'en']);
    assert.deepEqual(ranking(inspection, 1, 5, 6), []);
  });

  it('counts tokens, tokens with a letter and whole texts', () => {
    assert.deepEqual(ledTokens(inspection, ['a 駅?', 'b.'], 'en'), [
      { led: 3, tokens: 4, ledWithLetter: 2, withLetter: 3, asWhole: true },
      { led: 1, tokens: 2, ledWithLetter: 0, withLetter: 1, asWhole: true },
    ]);
  });

  it('weighs texts by their tokens, and is sure where all are alike', () => {
    const { share, n, low, high } = shareOver([
      { hits: 1, of: 1 },
      { hits: 0, of: 3 },
    ]);
    assert.deepEqual([share, n, low, high], [0.25, 4, 0, 1]);
    const alike = Array.from({ length: 9 }, () => ({ hits: 1, of: 2 }));
    assert.deepEqual(shareOver(alike), { share: 0.5, n: 18, low: 0.5, high: 0.5 });
  });
});

describe('The foreign words', () => {
  it('are twenty for each language, in sentences of all others, each word once in its sentence', async () => {
    const cases = JSON.parse(await readFile('training/foreign.json', 'utf8')) as ForeignWord[];
    const languages = ['en', 'zh', 'fr', 'es', 'vi', 'id', 'ja', 'de', 'ru', 'ar'];
    for (const language of languages) {
      assert.equal(cases.filter(({ guest }) => guest === language).length, 20, language);
      assert.equal(cases.filter(({ host }) => host === language).length, 20, language);
    }
    assert.equal(new Set(cases.map(({ host, guest }) => `${host} ${guest}`)).size, 90);
    assert.equal(new Set(cases.map(({ word }) => word)).size, cases.length);
    for (const { text, host, guest, word } of cases) {
      assert.notEqual(host, guest, text);
      assert.equal(text.split(word).length, 2, text);
    }
  });
});
