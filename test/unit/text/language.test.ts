import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { describeLanguage } from '../../../src/text/language';

describe('A language', () => {
  it('has its name in English and its own', () => {
    const names = (tag: string) => [describeLanguage(tag).name, describeLanguage(tag).nativeName];
    assert.deepEqual(names('fr'), ['French', 'français']);
    assert.deepEqual(names('zh-Hant'), ['Traditional Chinese', '繁體中文']);
    assert.deepEqual(names('he'), ['Hebrew', 'עברית']);
    assert.deepEqual(names('vi'), ['Vietnamese', 'Tiếng Việt']);
  });

  it('runs the way its script runs', () => {
    const direction = (tag: string) => describeLanguage(tag).direction;
    for (const tag of ['ar', 'he', 'fa', 'ur', 'yi', 'dv', 'sd', 'ku-Arab', 'az-Arab', 'ff-Adlm']) {
      assert.equal(direction(tag), 'rtl', tag);
    }
    const leftToRight = 'en zh fr es vi id ja de ru hi tr ko pt it nl pl th az ff ku'.split(' ');
    for (const tag of leftToRight) assert.equal(direction(tag), 'ltr', tag);
  });

  it('has names for everything the app speaks of', () => {
    for (const tag of 'en zh fr es vi id ja de ru ar hi tr ko pt it nl pl th he fa uk cs sv el bn ta'.split(
      ' ',
    )) {
      const { name, nativeName } = describeLanguage(tag);
      assert.match(name, /^[A-Z][a-z]+/);
      assert.notEqual(nativeName, tag);
    }
  });

  it('is named by its tag in canonical form', () => {
    assert.equal(describeLanguage('PT_br').tag, 'pt-BR');
    assert.equal(describeLanguage('iw').tag, 'he');
  });

  it('stands for itself where nobody knows it', () => {
    assert.deepEqual(describeLanguage('qqq'), {
      tag: 'qqq',
      name: 'qqq',
      nativeName: 'qqq',
      direction: 'ltr',
    });
    const notATag = 'not a tag!';
    assert.deepEqual(describeLanguage(notATag), {
      tag: notATag,
      name: notATag,
      nativeName: notATag,
      direction: 'ltr',
    });
  });
});
