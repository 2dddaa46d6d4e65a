import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readDocuments } from '../../../src/corpus/documents';
import { pieces } from '../../../src/corpus/pieces';
import { previewCorpus } from '../../../src/corpus/preview';
import { surveyCorpus } from '../../../src/corpus/survey';
import { BabelscopeError } from '../../../src/protocol/failure';

describe('the documents of a corpus', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-corpus-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function given(name: string, content: string | Uint8Array): Promise<string> {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  }
  async function documents(file: string): Promise<string[]> {
    const all: string[] = [];
    for await (const some of readDocuments(file)) all.push(...some.map(({ text }) => text));
    return all;
  }
  const refused = (reason: RegExp) => (error: unknown) => {
    assert.ok(error instanceof BabelscopeError && error.code === 'corpus-unusable', String(error));
    assert.match(error.message, reason);
    assert.match(error.message, /\. .+\.$/);
    return true;
  };

  it('are the lines of a text file that are not empty, whatever ends them', async () => {
    const file = await given('a.txt', '\ufeffone\r\n\n  \ntwo\nthree');
    assert.deepEqual(await documents(file), ['one', 'two', 'three']);
  });

  it('are what lines say, for any text, also where characters lie across chunks', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', ' ', 'é', '語', '👩', '\t'), maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(line), async (lines) => {
        const file = await given('any.txt', lines.join('\n'));
        assert.deepEqual(
          await documents(file),
          lines.filter((text) => text.trim() !== ''),
        );
      }),
      { numRuns: 30 },
    );
    const long = Array.from({ length: 30_000 }, (_, i) => `${i} 語👩é`);
    assert.deepEqual(await documents(await given('long.txt', long.join('\n'))), long);
  });

  it('are the same packed with gzip', async () => {
    assert.deepEqual(await documents(await given('a.txt.gz', gzipSync('one\ntwo\n'))), ['one', 'two']);
    const jsonl = gzipSync('{"text":"one"}\n"two"\n');
    assert.deepEqual(await documents(await given('a.jsonl.gz', jsonl)), ['one', 'two']);
  });

  it('are the text fields of JSON lines', async () => {
    const file = await given(
      'a.jsonl',
      '{"id":"x","text":"one\\ntwo"}\n\n{"title":"y","content":"three"}\n{"n":1,"body":"four"}\n"five"',
    );
    assert.deepEqual(await documents(file), ['one\ntwo', 'three', 'four', 'five']);
  });

  for (const codec of ['none', 'snappy', 'gzip', 'zstd', 'brotli']) {
    it(`are the texts of a Parquet file packed with ${codec}`, async () => {
      const file = resolve('test/fixtures/corpora', `${codec}.parquet`);
      assert.deepEqual(await documents(file), ['Le premier document.', '日本語の文書。', 'Dernier.']);
    });
  }

  it('come in pieces where one is as long as a book, with nothing lost', async () => {
    const book = 'word and 語 '.repeat(20_000).trim();
    for (const file of [
      await given('book.txt', book),
      await given('book.jsonl', JSON.stringify({ text: book })),
    ]) {
      const parts = await documents(file);
      assert.ok(parts.length > 10);
      assert.ok(parts.every((part) => part.length <= 1 << 14));
      assert.equal(parts.join(''), book);
    }
  });

  it('are never cut within a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.integer({ min: 2, max: 9 }),
        (text, most) => {
          const parts = [...pieces(text, most)];
          assert.equal(parts.join(''), text);
          for (const part of parts) assert.ok(part.length <= most && part.length > 0);
          for (const part of parts) assert.equal(Buffer.from(part).toString(), part);
        },
      ),
    );
  });

  it('are refused in a sentence that names the file where they are none', async () => {
    const cases: [string, string | Uint8Array, RegExp][] = [
      ['latin.txt', Buffer.from('caf\xe9 au lait\n', 'latin1'), /latin\.txt is not UTF-8 \(near byte 4\)/],
      ['cut.txt', Buffer.from('né').subarray(0, 2), /cut\.txt is not UTF-8/],
      ['wide.txt', Buffer.from('\ufeffwide', 'utf16le'), /wide\.txt is not UTF-8 text \(UTF-16/],
      ['markless.txt', Buffer.from('wide', 'utf16le'), /UTF-16 or binary/],
      ['plain.txt.gz', 'not packed', /plain\.txt\.gz is no gzip archive/],
      ['half.txt.gz', gzipSync('half of it'.repeat(99)).subarray(0, 30), /no gzip archive, or it is damaged/],
      ['a.jsonl', '{"text":"one"}\n{"text":', /Line 2 of a\.jsonl is not JSON/],
      ['b.jsonl', '{"text":"one"}\n{"id":7}', /Line 2 of b\.jsonl has no text/],
      ['c.jsonl', '{"a":"one","b":"two"}', /Line 1 of c\.jsonl has no text/],
      ['a.parquet', 'PAR1 no', /a\.parquet cannot be read as Parquet/],
      ['a.docx', 'word', /a\.docx cannot be read as text/],
    ];
    for (const [name, content, reason] of cases) {
      await assert.rejects(documents(await given(name, content)), refused(reason), name);
    }
    await assert.rejects(documents(join(folder, 'gone.txt')), refused(/gone\.txt cannot be read \(ENOENT\)/));
    const nameless = resolve('test/fixtures/corpora/nameless.parquet');
    await assert.rejects(documents(nameless), refused(/no column of texts named “text”/));
  });

  it('are surveyed with sizes and the hashes that sha256sum tells', async () => {
    const first = await given('one.txt', 'a\n\nbb\n');
    const second = await given('two.txt.gz', gzipSync('ccc'));
    const parquet = resolve('test/fixtures/corpora/zstd.parquet');
    const survey = await surveyCorpus('en', [first, second, parquet]);
    assert.equal(survey.documents, 6);
    assert.equal(survey.characters, 1 + 2 + 3 + 20 + 7 + 8);
    assert.deepEqual(survey.samples.slice(0, 3), ['a', 'bb', 'ccc']);
    for (const [i, path] of [first, second, parquet].entries()) {
      const bytes = await readFile(path);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      assert.deepEqual(
        { bytes: survey.files[i].bytes, sha256: survey.files[i].sha256 },
        { bytes: bytes.length, sha256 },
      );
    }
    await assert.rejects(
      surveyCorpus('en', [await given('no.txt', '\n \n')]),
      refused(/texts in en are empty/),
    );
    await assert.rejects(
      surveyCorpus('en', [join(folder, 'gone.txt')]),
      refused(/no file .*gone\.txt any more/),
    );
  });

  it('are sampled from the whole corpus, not from its beginning', async () => {
    const file = await given('many.txt', Array.from({ length: 10_000 }, (_, i) => `${i}`).join('\n'));
    const { samples } = await surveyCorpus('en', [file]);
    assert.ok(samples.length >= 64 && samples.length <= 128);
    assert.ok(Number(samples.at(-1)) > 9000, samples.at(-1));
    assert.equal((await previewCorpus([file], 3)).join(), '0,1,2');
  });
});
