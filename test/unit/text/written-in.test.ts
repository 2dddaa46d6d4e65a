import assert from 'node:assert/strict';
import * as identifier from '../../../src/text/identify';
import { readsAs } from '../../../src/text/reads-as';
import { writtenIn } from '../../../src/text/written-in';

const ours = ['en', 'fr', 'es', 'de', 'zh', 'ja', 'vi', 'id', 'ru', 'ar'];
const read = (text: string, languages = ours) => writtenIn(text, languages, identifier);

describe('The language that a text is written in', () => {
  it('is told where script and alphabet leave one language', () => {
    for (const [text, tag] of [
      ['В этом случае можно', 'ru'],
      ['ذهبت إلى السوق اليوم', 'ar'],
      ['この設定は、同じです。', 'ja'],
      ['我们今天去市场买菜。', 'zh'],
    ]) {
      const found = read(text);
      assert.equal(found?.tag, tag, text);
      assert.equal(found?.unsure, false, text);
      assert.ok(found && found.confidence > 0.99 && found.confidence <= 1, text);
    }
  });

  it('tells Japanese from Chinese by kana, and Korean by hangul', () => {
    assert.equal(read('東京都中央区', ['zh', 'ja', 'ko'])?.tag, 'zh');
    assert.equal(read('東京都の中央区', ['zh', 'ja', 'ko'])?.tag, 'ja');
    assert.equal(read('서울 特別市에서', ['zh', 'ja', 'ko'])?.tag, 'ko');
    assert.equal(read('カタカナ')?.tag, 'ja');
  });

  it('is Chinese or Japanese with names in Latin letters, but not where half of its words are English', () => {
    for (const [text, tag] of [
      ['问问Scratcher为什么要使用Scratch，大多数人都会提到Scratch在线社区的重要性。', 'zh'],
      ['Scratch 3.0包含了一个扩展库，可用于访问web服务及其他软件功能。', 'zh'],
      ['ScratchはMITメディアラボで作られたプログラミング言語です。', 'ja'],
    ])
      assert.deepEqual([read(text)?.tag, read(text)?.unsure], [tag, false], text);
    for (const text of ['我们今天 went to the market and bought 蔬菜。', 'これは a very good idea です'])
      assert.equal(read(text)?.unsure, true, text);
  });

  it('is Serbian in Latin letters too, unsure only beside Croatian', () => {
    const text =
      'Sva ljudska bića rađaju se slobodna i jednaka u dostojanstvu i pravima. Ona su obdarena razumom i svešću.';
    assert.deepEqual([read(text, ['en', 'sr'])?.tag, read(text, ['en', 'sr'])?.unsure], ['sr', false]);
    assert.deepEqual(read(text, ['en', 'sr-Latn'])?.tag, 'sr-Latn');
    assert.equal(read(text, ['en', 'sr', 'hr'])?.unsure, true);
    assert.equal(read(text, ['en', 'hr'])?.tag, 'hr');
    const cyrillic = 'Сва људска бића рађају се слободна и једнака у достојанству и правима.';
    assert.equal(read(cyrillic, ['ru', 'sr'])?.tag, 'sr');
  });

  it('is the same in whatever way its letters are typed', () => {
    const turkish =
      'Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar, kardeşlik zihniyeti ile.';
    const romanian = 'Toate ființele umane se nasc libere și egale în demnitate și în drepturi, cu rațiune.';
    const dutch = 'Alle mensen worden vrij en gelijk in waardigheid en rechten geboren. Zij zijn begiftigd.';
    for (const [tag, text] of [
      ['tr', turkish],
      ['tr', turkish.replaceAll('ş', 'ș')],
      ['ro', romanian],
      ['ro', romanian.replaceAll('ș', 'ş').replaceAll('ț', 'ţ')],
      ['nl', dutch],
      ['nl', dutch.replaceAll('ij', 'ĳ')],
      ['fr', 'Tous les êtres humains naissent libres et égaux en dignité et en droits.'.normalize('NFD')],
    ])
      assert.deepEqual([read(text, ['en', tag])?.tag, read(text, ['en', tag])?.unsure], [tag, false], text);
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
    for (const [text, tag] of [
      ['Η θάλασσα είναι όμορφη σήμερα το πρωί.', 'el'],
      ['오늘 아침 바다가 아름답습니다.', 'ko'],
      ['เช้านี้ทะเลสวยมาก', 'th'],
      ['הים יפה מאוד הבוקר', 'he'],
    ])
      assert.deepEqual([read(text)?.tag, read(text)?.unsure], [tag, false], text);
  });

  it('is no candidate’s because it has the script to itself among them', () => {
    for (const [text, tag] of [
      ['وقتی باران بند آمد، پنجره‌ها را باز کردیم و برای کار به باغ برگشتیم.', 'fa'],
      ['جب بارش رکی تو ہم نے کھڑکیاں کھولیں اور باغ میں کام پر واپس چلے گئے۔', 'ur'],
      ['Коли дощ припинився, ми відчинили вікна й повернулися до праці в садку.', 'uk'],
      ['Када је киша престала, отворили смо прозоре и вратили се на посао у башти.', 'sr'],
      ['Когато дъждът спря, отворихме прозорците и се върнахме на работа в градината.', 'bg'],
    ])
      assert.deepEqual([read(text)?.tag, read(text)?.unsure], [tag, false], text);
    // Of Kazakh and Pashto the identifier knows nothing; that they are no Russian and Arabic is seen all the same.
    for (const text of [
      'Жаңбыр тоқтағанда біз терезелерді ашып, бақшаға қайтып келдік.',
      'نن هوا ډېره ښه ده او موږ باغ ته لاړو',
    ])
      assert.ok(read(text) === undefined || read(text)?.unsure === true, text);
  });

  it('is Persian typed with Arabic letters, and Malay, by their words', () => {
    for (const [text, tag] of [
      ['ايران كشوري در غرب آسيا است كه پايتخت آن تهران است', 'fa'],
      ['ما ديروز با هم به بازار رفتيم و براي مادر گل خريديم كه او را خوشحال كند', 'fa'],
      ['Apabila hujan berhenti, kami membuka tingkap dan kembali bekerja di kebun.', 'ms'],
    ])
      assert.deepEqual([read(text)?.tag, read(text)?.unsure], [tag, false], text);
    assert.equal(
      readsAs('ايران كشوري در غرب آسيا است كه پايتخت آن تهران است', 'fa', identifier).verdict,
      'own',
    );
    assert.equal(readsAs('ايران كشوري در غرب آسيا است كه پايتخت آن تهران است', 'ar', identifier).as, 'fa');
    const indonesian = 'Ketika hujan berhenti, kami membuka jendela dan kembali bekerja di kebun rumah.';
    assert.deepEqual([read(indonesian)?.tag, read(indonesian)?.unsure], ['id', false]);
    const arabic = 'ذهبنا أمس إلى السوق مع والدي الذي كان يريد أن يشتري كتابا جديدا.';
    assert.deepEqual([read(arabic)?.tag, read(arabic)?.unsure], ['ar', false]);
  });

  it('is unsure of long Japanese headings without kana, and of Cantonese', () => {
    for (const text of [
      '東京都交通局都営地下鉄運行情報遅延証明書発行',
      '今年度入学式開催中止決定通知文書配布予定日',
      '佢哋今日嚟我屋企食飯，我哋好開心',
    ])
      assert.equal(read(text)?.unsure, true, text);
    assert.equal(read('我们今天早上在老房子后面的花园里工作，他们也来了。')?.unsure, false);
  });

  it('is unsure of Chinese characters alone that may be a Japanese heading', () => {
    for (const text of ['日本国憲法第九条', '東京大学医学部附属病院', '新年明祝賀状受付中'])
      assert.equal(read(text)?.unsure, true, text);
    assert.deepEqual(read('我们今天去市场买菜。')?.unsure, false);
    assert.deepEqual(read('雨停了以後，我們打開窗戶，又回到老房子後面的花園裡去工作了。')?.unsure, false);
  });

  it('is unsure where the identifier is not confident, and of two names for one of its languages', () => {
    const marked = [...'When the rain stopped we went'].map((letter) =>
      letter === ' ' ? letter : `${letter}\u0303`,
    );
    assert.notEqual(read(marked.join(''))?.unsure, false);
    const serbian = 'Kad je kiša prestala, otvorili smo prozore i vratili se na posao u bašti iza kuće.';
    assert.deepEqual(
      [read(serbian, ['en', 'sr-Latn'])?.tag, read(serbian, ['en', 'sr-Latn'])?.unsure],
      ['sr-Latn', false],
    );
    assert.equal(read(serbian, ['hr', 'sr-Latn'])?.unsure, true);
    const malay = 'Apabila hujan berhenti, kami membuka tingkap dan kembali bekerja di kebun.';
    assert.equal(read(malay, ['id', 'ms'])?.unsure, true);
  });

  it('is not told of a text without letters', () => {
    assert.equal(read(''), undefined);
    assert.equal(read(' 12:30 … 👋 '), undefined);
  });
});
