import assert from 'node:assert/strict';
import { languageOfName, readName } from '../../../src/text/file-language';

describe('A file’s or folder’s name', () => {
  const tells = (names: Record<string, string>) => {
    for (const [name, languages] of Object.entries(names))
      assert.equal(readName(name).languages.join(' '), languages, name);
  };

  it('of a pair tells both languages, unless one stands there once more', () => {
    tells({
      'de-en': 'de en',
      'zh-en': 'zh en',
      'af-en': 'af en',
      de_en: 'de en',
      'de-EN': 'de en',
      'en-it': 'en it',
      'wmt14.de-en': 'de en',
      'OpenSubtitles.en-es': 'en es',
      'ted2020-en-fr': 'en fr',
      'german-english': 'de en',
      'opus.en-pt_BR': 'en pt-BR',
      'Tatoeba.en-fr.en': 'en',
      'OpenSubtitles.en-fr.fr': 'fr',
      'eng-eng-uk-lxx2012': 'en',
    });
    assert.equal(languageOfName('de-en'), undefined);
  });

  it('of a pair is one whatever letters, joints and words of it there are', () => {
    tells({
      'eng-ilo': 'en ilo',
      'ilo-eng': 'ilo en',
      'aau-eng': 'aau en',
      'ilo.eng': 'ilo en',
      eng_ilo: 'en ilo',
      train_eng_ilo: 'en ilo',
      'en-ilo': 'en ilo',
      'hsb-de': 'hsb de',
      'ca-es': 'ca es',
      'eng-ilo.ilo': 'ilo',
      'eng-ilo.eng': 'en',
      train_en_it: 'en it',
      train_it_en: 'it en',
      en_it_train: 'en it',
      corpus_en_no: 'en no',
      en_no_train: 'en no',
      text_de_id: 'de id',
      train_en_hi_v2: 'en hi',
      'wmt14.en_it.it': 'it',
      'train en it': 'en it',
      'en+it': 'en it',
      en_to_it: 'en it',
      'de-to-it': 'de it',
    });
  });

  it('of a pair may tell one by its name and the other by its code', () => {
    tells({
      english_it: 'en it',
      it_english: 'it en',
      'german-is': 'de is',
      'wiki.english_hi': 'en hi',
      hindi_en: 'hi en',
      english_no_train: 'en no',
      french_ca: 'fr ca',
      english_en: 'en',
      it_italian: 'it',
      english_no_punct: 'en',
      english_to_keep: 'en',
      english_as_is_v2: 'en',
      my_english: 'en',
      english_uk: 'en',
      uk_english: 'en',
      portuguese_br: 'pt-BR',
      english_US: 'en-US',
      german_at: 'de-AT',
      english_in_domain: 'en',
    });
  });

  it('has words between and behind languages that are none', () => {
    tells({ translated_to_en: 'en', en_is_short: 'en', bar_2019_en: 'en', 'en-cat': 'en' });
  });

  it('has a region where that is no second language', () => {
    tells({
      'zh-CN': 'zh-CN',
      'pt-br': 'pt-BR',
      pt_BR: 'pt-BR',
      'en-us': 'en-US',
      'es-mx': 'es-MX',
      'es-419': 'es-419',
      en_XX: 'en',
      'fr-ca': 'fr ca',
      'sr-Latn-RS': 'sr-Latn-RS',
    });
  });

  it('has words that only look like languages beside a language', () => {
    tells({
      'en-min': 'en',
      lua_en_bin: 'en',
      fr_to_keep: 'fr',
      en_no_punct: 'en',
      texts_de_as_is: 'de',
      'es.net': 'es',
      'en-web-mix': 'en',
      sr_latin: 'sr-Latn',
      'serbian (latin)': 'sr-Latn',
      uz_latin: 'uz',
      'in-domain': '',
      src: '',
      tgt: '',
    });
  });

  it('may be mere words, which alone decide nothing', () => {
    for (const name of ['my_corpus', 'no_wiki', 'it-train', 'news-uk']) {
      assert.equal(readName(name).languages.length, 1, name);
      assert.equal(languageOfName(name), undefined, name);
    }
    tells({ 'train.it': 'it', it: 'it', my: 'my', 'c4-it.tfrecord-00000': 'it' });
    assert.equal(languageOfName('train.it'), 'it');
  });

  it('is a code of ISO 639-3 without an English name', () => {
    tells({
      aau: 'aau',
      aau_Latn: 'aau',
      'aau-aau': 'aau',
      'deu-deu1912': 'de',
      'spa-spablm': 'es',
      qqq: '',
    });
    assert.equal(languageOfName('aau-aau'), 'aau');
  });

  it('is the language’s own name, or another that it goes by', () => {
    tells({
      Deutsch: 'de',
      français: 'fr',
      francais: 'fr',
      ESPAÑOL: 'es',
      中文: 'zh',
      日本語: 'ja',
      русский: 'ru',
      हिन्दी: 'hi',
      'Tiếng Việt': 'vi',
      mandarin: 'zh',
      farsi: 'fa',
      tagalog: 'fil',
      bokmål: 'nb',
      'Brazilian Portuguese': 'pt-BR',
      'wiki-svenska': 'sv',
    });
  });
});
