import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { builtInPrompts } from '../../../src/corpus/built-in-prompts';
import { placeOf, promptsIn, promptsText } from '../../../src/corpus/prompts';
import * as identifier from '../../../src/text/identify';
import { writtenIn } from '../../../src/text/written-in';

describe('prompts', () => {
  it('are the lines of a file named by its language, each once', () => {
    assert.deepEqual(promptsIn('zh-Hant.txt', '\ufeff今天\r\n\r\n  \n今天\n明天'), [
      { language: 'zh-Hant', text: '今天' },
      { language: 'zh-Hant', text: '明天' },
    ]);
  });

  it('are of the language that their file’s name tells, as for texts to count', () => {
    const languageOf = (file: string) => promptsIn(file, 'One').map(({ language }) => language)[0];
    for (const [file, tag] of [
      ['Deutsch.txt', 'de'],
      ['eng_Latn.txt', 'en'],
      ['prompts.fr.txt', 'fr'],
      ['x1.txt', 'x1'],
    ])
      assert.equal(languageOf(file), tag);
    assert.equal(promptsIn('mine.json', '{"français": ["Un"]}')[0].language, 'fr');
    assert.throws(() => languageOf('en-de.txt'), {
      code: 'corpus-unusable',
      message:
        /^The name of en-de\.txt .* in “en” or “de”\. Name the file by one tag alone, e\.g\. en\.txt\.$/,
    });
    assert.throws(() => languageOf('my_prompts.txt'), { message: /in “my” or it is a mere word\. / });
  });

  it('are the lines of a file however they end', () => {
    assert.deepEqual(
      promptsIn('fr.txt', 'Un\rDeux\r\nTrois\n').map(({ text }) => text),
      ['Un', 'Deux', 'Trois'],
    );
    assert.equal(placeOf('Trois', 'fr.txt', 'Un\rDeux\r\nTrois\n'), 'fr.txt, line 3,');
  });

  it('are read as UTF-8, or refused', () => {
    assert.equal(promptsText('fr.txt', Buffer.from('\ufeffcafé')), 'café');
    const cases: [Buffer, RegExp][] = [
      [Buffer.from('café ouvert\n', 'latin1'), /^fr\.txt is not UTF-8 \(near byte 4\)\. Save it as UTF-8/],
      [Buffer.from('\ufeffHé\n', 'utf16le'), /^fr\.txt is not UTF-8 text \(UTF-16 or binary\)/],
      [Buffer.from('The weather\0 is'), /^fr\.txt has a NUL at byte 12/],
      [Buffer.alloc(17 << 20, 'a\n'), /^fr\.txt is above 16 MB/],
    ];
    for (const [bytes, message] of cases)
      assert.throws(() => promptsText('fr.txt', bytes), { code: 'corpus-unusable', message });
  });

  it('are lists by language in JSON', () => {
    assert.deepEqual(promptsIn('mine.json', '{"en": ["One", "One", ""], "fr": ["Un"]}'), [
      { language: 'en', text: 'One' },
      { language: 'fr', text: 'Un' },
    ]);
  });

  it('are refused with a sentence where there are none', () => {
    const refused: [string, string, string][] = [
      ['en.txt', ' \n', 'prompt-empty'],
      ['a.json', '{}', 'prompt-empty'],
      ['a.json', '{"en": "One"}', 'corpus-unusable'],
      ['a.json', '[["One"]]', 'corpus-unusable'],
      ['a.json', '{', 'corpus-unusable'],
      ['en.txt', 'x'.repeat(10_001), 'corpus-unusable'],
    ];
    for (const [file, content, code] of refused) assert.throws(() => promptsIn(file, content), { code });
  });

  it('come with Babelscope, as many in each of ten languages, and are in them', async () => {
    const files = await builtInPrompts(resolve('.'));
    const tags = files.map(({ name }) => name.replace('.txt', ''));
    assert.deepEqual(tags, ['ar', 'de', 'en', 'es', 'fr', 'id', 'ja', 'ru', 'vi', 'zh']);
    for (const { name, content } of files) {
      const prompts = promptsIn(name, content);
      assert.equal(prompts.length, 12, name);
      const text = prompts.map((prompt) => prompt.text).join(' ');
      assert.equal(writtenIn(text, tags, identifier)?.tag, prompts[0].language);
    }
  });
});
