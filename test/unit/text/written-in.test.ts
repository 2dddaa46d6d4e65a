import assert from 'node:assert/strict';
import * as identifier from '../../../src/text/identify';
import { writtenIn } from '../../../src/text/written-in';

const ours = ['en', 'fr', 'es', 'de', 'zh', 'ja', 'vi', 'id', 'ru', 'ar'];
const read = (text: string, languages = ours) => writtenIn(text, languages, identifier);

describe('The language that a text is written in', () => {
  it('is told by its script where that is one language’s alone', () => {
    for (const [text, tag] of [
      ['В этом случае можно', 'ru'],
      ['ذهبت إلى السوق اليوم', 'ar'],
      ['この設定は、同じです。', 'ja'],
      ['我们今天去市场买菜。', 'zh'],
    ]) {
      const found = read(text);
      assert.equal(found?.tag, tag, text);
      assert.equal(found?.unsure, false, text);
      assert.equal(found?.confidence, 1, text);
    }
  });

  it('tells Japanese from Chinese by kana, and Korean by hangul', () => {
    assert.equal(read('東京都中央区', ['zh', 'ja', 'ko'])?.tag, 'zh');
    assert.equal(read('東京都の中央区', ['zh', 'ja', 'ko'])?.tag, 'ja');
    assert.equal(read('서울 特別市에서', ['zh', 'ja', 'ko'])?.tag, 'ko');
    assert.equal(read('カタカナ')?.tag, 'ja');
  });

  it('is identified where languages share a script', () => {
    for (const [text, tag] of [
      ['She opened the window and looked at the sea for a long time.', 'en'],
      ['Elle ouvrit la fenêtre et regarda longtemps la mer.', 'fr'],
      ['Ella abrió la ventana y miró el mar durante mucho tiempo.', 'es'],
      ['Sie öffnete das Fenster und sah lange auf das Meer hinaus.', 'de'],
      ['Dia membuka jendela dan memandang laut untuk waktu yang lama.', 'id'],
      ['Cô ấy mở cửa sổ và nhìn ra biển rất lâu.', 'vi'],
    ]) {
      const found = read(text);
      assert.equal(found?.tag, tag, text);
      assert.ok(found && found.confidence > 0.9 && found.confidence <= 1, String(found?.confidence));
    }
  });

  it('is unsure where there is little to go by, or much of another script', () => {
    assert.equal(read('Oui')?.unsure, true);
    assert.ok(identifier.identifyLanguage('general')!.confidence < 0.9);
    assert.equal(read('да')?.unsure, true);
    const mixed = read('Совет в климате and then they went');
    assert.equal(mixed?.unsure, true);
  });

  it('is one that the model does not know, where that is what it is', () => {
    assert.equal(read('Η θάλασσα είναι όμορφη σήμερα το πρωί.')?.tag, 'el');
    assert.equal(read('Η θάλασσα είναι όμορφη σήμερα το πρωί.')?.unsure, true);
  });

  it('is not told of a text without letters', () => {
    assert.equal(read(''), undefined);
    assert.equal(read(' 12:30 … 👋 '), undefined);
  });
});
