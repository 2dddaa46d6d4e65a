import assert from 'node:assert/strict';
import { keeperOf, languageShares, languageWarning, wordlessWarning } from '../../../src/corpus/check';

/** Sentences of a person's, each in one language. */
const texts = {
  en: 'When the rain stopped, we opened the windows and went back to work in the garden behind the old house.',
  fr: 'Quand la pluie a cessé, nous avons ouvert les fenêtres et nous sommes retournés travailler au jardin.',
  id: 'Ketika hujan berhenti, kami membuka jendela dan kembali bekerja di kebun di belakang rumah tua itu.',
  ru: 'Когда дождь прекратился, мы открыли окна и вернулись к работе в саду за старым домом.',
  ja: '雨がやんだので、私たちは窓を開けて、古い家の裏にある庭の仕事に戻りました。それから夕方まで働きました。',
  zh: '雨停了，我们打开窗户，又回到老房子后面的花园里去工作了。我们一直干到傍晚，然后一起吃了晚饭。',
};
const uk = 'Коли дощ припинився, ми відчинили вікна й повернулися до праці в садку за старою хатою.';
const kk = 'Жаңбыр тоқтағанда біз терезелерді ашып, ескі үйдің артындағы бақшаға қайтып келдік.';
const fa = 'وقتی باران بند آمد، پنجره‌ها را باز کردیم و برای کار به باغ پشت خانه قدیمی برگشتیم.';
const ar = 'عندما توقف المطر فتحنا النوافذ وعدنا إلى العمل في الحديقة خلف البيت القديم.';
const srLatn = 'Kad je kiša prestala, otvorili smo prozore i vratili se na posao u bašti iza stare kuće.';

const times = (text: string, count: number) => Array.from({ length: count }, () => text);
const warning = async (name: string, language: string, samples: readonly string[]) =>
  languageWarning(name, language, await languageShares(language, samples));

describe('What documents read as', () => {
  for (const [language, text] of Object.entries(texts)) {
    it(`is told, and ${language} in its own file is no reason for a word`, async () => {
      assert.equal((await languageShares(language, times(text, 20))).own, 1);
      assert.equal(await warning('a.txt', language, times(text, 20)), undefined);
      for (const other of Object.keys(texts).filter((tag) => tag !== language)) {
        assert.match(
          (await warning('a.txt', other, times(text, 20))) ?? '',
          /^a\.txt is not what .*: 0 % of/,
          `${text} as ${other}`,
        );
      }
    });
  }

  it('says so in a sentence, with how many and as what', async () => {
    assert.equal(
      await warning('fr.txt', 'fr', [...times(texts.fr, 25), ...times(texts.en, 75)]),
      'fr.txt is not what its name says: 25 % of its documents read as French, 75 % as English (of 100 sampled).',
    );
    assert.match((await warning('en.txt', 'en', times(texts.ru, 20))) ?? '', /100 % as Russian/);
  });

  it('is counted by documents, however many letters a script takes', async () => {
    const mixed = [...times(texts.zh, 70), ...times(texts.en, 30)];
    assert.deepEqual(await languageShares('zh', mixed), {
      own: 0.7,
      samples: 100,
      others: [{ language: 'en', share: 0.3 }],
    });
    assert.match((await warning('zh.txt', 'zh', mixed)) ?? '', /not all .* 70 % .* Chinese, 30 % as English/);
  });

  it('is marked below 90 %', async () => {
    const english = (count: number) => [...times(texts.fr, 100 - count), ...times(texts.en, count)];
    assert.equal(await warning('fr.txt', 'fr', english(10)), undefined);
    assert.match((await warning('fr.txt', 'fr', english(11))) ?? '', /89 % of its documents read as French/);
  });

  it('considers all languages of a script, also those that n-grams do not know', async () => {
    assert.deepEqual((await languageShares('ru', times(uk, 20))).own, 0);
    assert.deepEqual((await languageShares('ru', times(kk, 20))).own, 0);
    assert.deepEqual((await languageShares('ar', times(fa, 20))).others, [{ language: 'fa', share: 1 }]);
    assert.equal((await languageShares('ar', times(ar, 20))).own, 1);
    assert.equal((await languageShares('sr-Latn', times(srLatn, 20))).own, 1);
    assert.equal((await languageShares('sr', times(srLatn, 20))).own, 1);
  });

  it('puts short documents together', async () => {
    const words = texts.fr.split(' ');
    const shares = await languageShares('fr', [...words, ...words, ...words]);
    assert.ok(shares.samples >= 3 && shares.own === 1, JSON.stringify(shares));
  });

  it('is not told of little text, or of languages that the identifier does not know', async () => {
    assert.equal(await warning('a.txt', 'en', ['Oui.']), undefined);
    for (const language of ['sw', 'xx', 'ku']) {
      assert.equal((await languageShares(language, times(texts.id, 20))).own, null, language);
    }
    // Another script is, and so is another alphabet.
    assert.equal((await languageShares('sw', [...times(texts.id, 5), ...times(texts.ru, 5)])).own, 0.5);
    assert.equal((await languageShares('kk', times(kk, 20))).own, null);
  });

  it('is nothing where ids were taken for texts, which is said', async () => {
    const told = async (samples: readonly string[]) =>
      wordlessWarning('en.jsonl', 'en', samples, await languageShares('en', samples));
    assert.match(
      (await told(times('e0', 30))) ?? '',
      /^None of the documents in en\.jsonl .* one is “e0”\. Check/,
    );
    assert.equal(await told(times('e0', 3)), undefined);
    assert.equal(await told(times(texts.en, 30)), undefined);
  });

  it('decides which documents are kept: those that surely are another language’s are not', async () => {
    const keep = await keeperOf('fr');
    assert.deepEqual([texts.fr, texts.en, texts.ru, 'OK', '2019'].map(keep), [
      true,
      false,
      false,
      true,
      true,
    ]);
  });
});
