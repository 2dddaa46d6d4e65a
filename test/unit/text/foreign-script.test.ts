import assert from 'node:assert/strict';
import { foreignScriptRemark } from '../../../src/text/foreign-script';

const ours = ['en', 'fr', 'zh', 'ja', 'ru', 'ar'];

describe('A text in a script that no language of the model is written in', () => {
  it('is told in a sentence that names the script', () => {
    for (const [text, script] of [
      ['Καλημέρα, τι κάνεις σήμερα;', 'Greek'],
      ['오늘 아침 바다가 아름답습니다.', 'Hangul'],
      ['เช้านี้ทะเลสวยมาก', 'Thai'],
      ['आज मौसम बहुत अच्छा है', 'Devanagari'],
    ])
      assert.equal(
        foreignScriptRemark(text, ours),
        `None of this model’s languages is written in this script (${script}), so activity tells no language.`,
      );
  });

  it('is told of a part as well, with its share', () => {
    assert.match(
      foreignScriptRemark('abcdef αβγδ', ours) ?? '',
      /^40 % of the letters are in a script \(Greek\)/,
    );
  });

  it('is not told of what the languages are written in, nor of a name or a symbol', () => {
    for (const text of [
      'The weather today',
      '東京のカタカナー',
      'Привет, мир',
      'صباح الخير',
      'The angle α is small in this drawing',
      '',
      '  ',
    ])
      assert.equal(foreignScriptRemark(text, ours), undefined, text);
    assert.equal(foreignScriptRemark('오늘 特別市', ['ko']), undefined);
    assert.equal(foreignScriptRemark('Καλημέρα', ['xx', 'en']), undefined);
  });

  it('is told of a text without letters', () => {
    assert.match(foreignScriptRemark('1 + 1 = 2', ours) ?? '', /no letters/);
  });
});
