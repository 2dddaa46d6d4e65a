import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { copyWarnings } from '../../../src/corpus/check';
import { readDocuments } from '../../../src/corpus/documents';
import { answered, expectLanguages, findCorpora, howToName } from '../../../src/corpus/find';
import { languageOfName } from '../../../src/text/file-language';
import { shareOfScript } from '../../../src/text/script';

describe('the language of a file’s name', () => {
  const names: Record<string, string | undefined> = {
    en: 'en',
    eng_Latn: 'en',
    zho_Hans: 'zh',
    zho_Hant: 'zh-Hant',
    'zh-CN': 'zh-CN',
    zh_TW: 'zh-TW',
    arb_Arab: 'ar',
    srp_Latn: 'sr-Latn',
    swh_Latn: 'sw',
    quc_Latn: 'quc',
    'wiki.fr': 'fr',
    'OpenSubtitles.en-fr.fr': 'fr',
    'news.2019.de': 'de',
    'en-train': 'en',
    train_en: 'en',
    French: 'fr',
    'indonesian (web)': 'id',
    README: undefined,
    'part-00001': undefined,
    corpus: undefined,
    all: undefined,
    test: undefined,
  };
  for (const [name, language] of Object.entries(names)) {
    it(`${name} is ${language ?? 'no language'}`, () => {
      assert.equal(languageOfName(name), language);
    });
  }
});

describe('the corpora of a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-corpora-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function given(...names: string[]): Promise<void> {
    for (const name of names) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), 'text');
    }
  }
  const found = async () => {
    const { corpora, unnamed } = await findCorpora(folder);
    const short = corpora.map(({ language, files }) => [
      language,
      ...files.map((file) => file.slice(folder.length + 1)),
    ]);
    return { corpora: short, unnamed };
  };

  it('are files and folders, several of one language together, in the order of their languages', async () => {
    await given('fr/2019/b.txt', 'fr/a.jsonl.gz', 'wiki.en.txt', 'en.parquet', 'zh-CN.txt.gz', 'fr.txt');
    assert.deepEqual(await found(), {
      corpora: [
        ['en', 'en.parquet', 'wiki.en.txt'],
        ['fr', 'fr/2019/b.txt', 'fr/a.jsonl.gz', 'fr.txt'],
        ['zh-CN', 'zh-CN.txt.gz'],
      ].map(([language, ...files]) => [language, ...files.map((file) => join(file))]),
      unnamed: [],
    });
    const { corpora } = await findCorpora(folder);
    assert.equal(corpora[1].bytes, 12);
  });

  it('leave out what is hidden or no text, and tell texts whose names say nothing', async () => {
    await given(
      'en.txt',
      'de.txt',
      '.cache/fr.txt',
      '.fr.txt',
      'fr.pdf',
      'README.txt',
      'fr.md',
      'ja.txt.bz2',
    );
    assert.deepEqual(await found(), {
      corpora: [
        ['de', 'de.txt'],
        ['en', 'en.txt'],
      ],
      unnamed: ['README.txt'],
    });
    const { unread } = await findCorpora(folder);
    assert.deepEqual(unread, ['fr.md', 'fr.pdf', 'ja.txt.bz2']);
  });

  it('are texts as others publish them, or named where they are not read', async () => {
    await given(
      'c4-it.tfrecord-00000-of-00064.json.gz',
      'es.tsv',
      'de.txt.xz',
      'fr.jsonl.zst',
      'en.json',
      'notes.csv',
    );
    const { corpora, unnamed, unread } = await findCorpora(folder);
    assert.deepEqual(
      corpora.map(({ language }) => language),
      ['es', 'it'],
    );
    assert.deepEqual([unnamed, unread], [[], ['de.txt.xz', 'en.json', 'fr.jsonl.zst']]);
  });

  const languagesIn = async () => {
    const { corpora, ambiguous } = await findCorpora(folder);
    return {
      corpora: Object.fromEntries(
        corpora.map(({ language, files }) => [
          language,
          files.map((file) => file.slice(folder.length + 1)).join(' '),
        ]),
      ),
      ambiguous: Object.fromEntries(ambiguous.map(({ name, languages }) => [name, languages.join(' ')])),
    };
  };

  it('are never two languages in one: a folder of a pair leaves it to its files', async () => {
    await given('de-en/train.de.txt', 'de-en/train.en.txt', 'fr-en/train.fr.txt', 'fr-en/train.en.txt');
    await given('fr-en/part1.txt', 'wmt14.de-en.txt', 'af-en/af/part1.txt', 'de/news.de-en.txt');
    assert.deepEqual(await languagesIn(), {
      corpora: {
        af: join('af-en/af/part1.txt'),
        de: `${join('de/news.de-en.txt')} ${join('de-en/train.de.txt')}`,
        en: `${join('de-en/train.en.txt')} ${join('fr-en/train.en.txt')}`,
        fr: join('fr-en/train.fr.txt'),
      },
      ambiguous: { [join('fr-en/part1.txt')]: 'fr en', 'wmt14.de-en.txt': 'de en' },
    });
  });

  it('are never two languages in one: pairs of long codes, and within longer names', async () => {
    await given('eng-ilo.ilo.txt', 'eng-ilo.eng.txt', 'aau-eng.txt', 'train_en_it.txt', 'train_en_fr.txt');
    assert.deepEqual(await languagesIn(), {
      corpora: { en: 'eng-ilo.eng.txt', ilo: 'eng-ilo.ilo.txt' },
      ambiguous: { 'aau-eng.txt': 'aau en', 'train_en_fr.txt': 'en fr', 'train_en_it.txt': 'en it' },
    });
  });

  it('are the sides of a pair as Moses names them; no other file of a language is passed over', async () => {
    await given('Europarl.en-es.en', 'Europarl.en-es.es', 'opus.de-en.de.gz', 'de-en/a.de-en.en');
    const unreadable = [
      'cs.warc.gz',
      'es',
      'ja.txt.Z',
      'nl.text',
      'sv.lst',
      'tr.gz',
      'train.it',
      'uk.wet.gz',
      'wiki_es',
    ];
    await given(
      ...unreadable,
      'fr/part-0001',
      'my.lape.safetensors',
      'my.lape.safetensors.partial',
      'LICENSE',
    );
    const { corpora } = await languagesIn();
    assert.deepEqual(corpora, {
      de: 'opus.de-en.de.gz',
      en: `${join('de-en/a.de-en.en')} Europarl.en-es.en`.split(' ').sort().join(' '),
      es: 'Europarl.en-es.es',
    });
    const { unread, unnamed } = await findCorpora(folder);
    assert.deepEqual([unread.sort(), unnamed], [[...unreadable, join('fr/part-0001')].sort(), []]);
    const documents: string[] = [];
    for await (const some of readDocuments(join(folder, 'de-en/a.de-en.en')))
      documents.push(...some.map(({ text }) => text));
    assert.deepEqual(documents, ['text']);
  });

  it('lie in folders of collections whose names happen to be codes', async () => {
    await given(
      'wmt/de.txt',
      'wmt/train.en.txt',
      'gv/en.txt',
      'gv/el.txt',
      'aau/part.txt',
      'wmt2/x/wmt/fr.txt',
    );
    await given('fr/de.txt', 'fr/en.txt');
    const { corpora, ambiguous } = await languagesIn();
    assert.deepEqual(Object.keys(corpora), ['aau', 'de', 'el', 'en', 'fr']);
    assert.deepEqual(Object.keys(ambiguous).sort(), [join('fr/de.txt'), join('fr/en.txt')]);
    const found = await findCorpora(folder);
    assert.match(howToName(found.ambiguous[0]), /e\.g\. de\.txt or de\/\.$/);
  });

  it('are named by the file or by its folder, whichever says it more clearly; what disagrees is left open', async () => {
    await given('my_corpus/en.txt', 'my_corpus/fr.txt', 'en/in-domain/part1.txt', 'en/to_keep/part1.txt');
    await given('en/train.fr.txt', 'from_en/fr.txt', 'fr/de/part1.txt', 'zh/zh-TW.txt');
    assert.deepEqual(await languagesIn(), {
      corpora: {
        en: `${join('en/in-domain/part1.txt')} ${join('en/to_keep/part1.txt')} ${join('my_corpus/en.txt')}`,
        fr: `${join('from_en/fr.txt')} ${join('my_corpus/fr.txt')}`,
        'zh-TW': join('zh/zh-TW.txt'),
      },
      ambiguous: { [join('en/train.fr.txt')]: 'en fr', [join('fr/de/part1.txt')]: 'de fr' },
    });
  });

  it('are told by files that differ in the language alone', async () => {
    await given('it_train.txt', 'en_train.txt', 'hi_train.txt', 'my_corpus.txt');
    assert.deepEqual(await languagesIn(), {
      corpora: { en: 'en_train.txt', hi: 'hi_train.txt', it: 'it_train.txt' },
      ambiguous: { 'my_corpus.txt': 'my' },
    });
  });

  it('get an ambiguous text as it is answered, and are refused with what to do where nobody can be asked', async () => {
    await given('en.txt', 'wmt14.de-en.txt');
    const found = await findCorpora(folder);
    assert.throws(
      () => expectLanguages(folder, found, 2),
      /wmt14\.de-en\.txt is not clear\. .* tell German \(de\) and English \(en\)\. .*e\.g\. de\.txt or de\//,
    );
    const [text] = found.ambiguous;
    const asGerman = answered(found, text, 'de');
    assert.deepEqual(
      asGerman.corpora.map(({ language }) => language),
      ['de', 'en'],
    );
    assert.deepEqual([asGerman.corpora[0].files, asGerman.corpora[0].bytes], [[text.path], 4]);
    const asEnglish = answered(found, text, 'en').corpora;
    assert.deepEqual(
      asEnglish.map(({ files, bytes }) => [files.length, bytes]),
      [[2, 8]],
    );
    assert.deepEqual(answered(found, text, undefined), { ...found, ambiguous: [] });
  });

  it('are refused in a sentence when there are fewer than two', async () => {
    const refusal = (reason: RegExp) => ({ code: 'corpus-unusable', message: reason });
    await assert.rejects(findCorpora(join(folder, 'none')), refusal(/none cannot be read\. Check its name/));
    await assert.rejects(findCorpora(folder), refusal(/holds no texts .*Put texts in two/));
    await given('notes.txt');
    await assert.rejects(findCorpora(folder), refusal(/tell no language, e\.g\. notes\.txt\. /));
    await given('en.txt', 'en/more.txt');
    await assert.rejects(findCorpora(folder), refusal(/in one language only, en, /));
  });
});

describe('copies among the files of corpora', () => {
  const file = (name: string, sha256: string) => ({ name, bytes: 1, sha256 });

  it('are told, in one language and across languages', () => {
    const corpora = [
      { language: 'en', files: [file('a.txt', '1'), file('b.txt', '2'), file('c.txt', '1')] },
      { language: 'fr', files: [file('d.txt', '2'), file('e.txt', '3')] },
    ];
    assert.deepEqual(copyWarnings(corpora), [
      'c.txt of English is a copy of a.txt: its text is used twice.',
      'd.txt of French is a copy of b.txt of English: its text is used twice.',
    ]);
  });
});

describe('the share of a script', () => {
  it('is of the letters alone, and counts all that a language is written in', () => {
    assert.equal(shareOfScript('abc жз 123 …', 'Cyrl'), 0.4);
    assert.equal(shareOfScript('日本のカタカナ ab', 'Jpan'), 7 / 9);
    // Beside characters that are a syllable each, a word in letters is worth two of them.
    assert.equal(shareOfScript('我们用Scratch写程序', 'Hans'), 6 / 8);
    assert.equal(shareOfScript('Scratchで作る', 'Jpan'), 3 / 5);
    assert.equal(shareOfScript('我们 learn to read', 'Hans'), 2 / 8);
    assert.ok(Number.isNaN(shareOfScript('123', 'Latn')));
    assert.ok(Number.isNaN(shareOfScript('abc', 'Nope')));
  });
});
