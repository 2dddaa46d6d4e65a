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
import { BabelscopeError } from '../../../src/rpc/failure';

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
    for (const [rows, texts] of [
      ['{"id":"x","text":"one\\ntwo"}\n\n"three"', ['one\ntwo', 'three']],
      ['{"title":"y","content":"one"}\r{"title":"z","content":"two"}\r\n', ['one', 'two']],
      ['{"n":1,"body":"one"}\n{"n":2,"body":"two","title":"t"}', ['one', 'two']],
    ] as const)
      assert.deepEqual(await documents(await given('a.jsonl', rows)), texts);
  });

  it('are of one field a file: where it is empty or null, there is no document', async () => {
    const rows = [
      '{"text":"one","url":"u"}',
      '{"text":null,"url":"v"}',
      '{"text":"","url":"w"}',
      '{"url":"x","text":"two"}',
    ];
    for (const order of [rows, [...rows].reverse(), [rows[1], rows[0], rows[2], rows[3]]]) {
      const read = await documents(await given('null.jsonl', order.join('\n')));
      assert.deepEqual(read.sort(), ['one', 'two']);
    }
    // Also where the field has no usual name, and is null at first.
    const other = '{"id":1,"body":null}\n{"id":2,"body":"one"}\n{"id":3,"body":null,"url":"u"}';
    assert.deepEqual(await documents(await given('body.jsonl', other)), ['one']);
    // A field that every row has and none fills does not hide the one with the texts.
    const hidden = '{"text":null,"content":"one"}\n{"text":null,"content":"two"}';
    assert.deepEqual(await documents(await given('hidden.jsonl', hidden)), ['one', 'two']);
  });

  it('are never ids or titles where the texts lie deeper: these are read by their path, or refused by name', async () => {
    for (const [rows, texts] of [
      ['{"id":"e0","meta":{"text":"one"}}\n{"id":"e1","meta":{"text":"two"}}', ['one', 'two']],
      ['{"name":"n","data":{"inner":{"content":"one"}}}\n{"name":"n","data":null}', ['one']],
      ['{"meta":{"id":7,"page":"one"}}', ['one']],
      ['{"body":"one","meta":{"source":"web"},"tags":["a"]}', ['one']],
    ] as const)
      assert.deepEqual(await documents(await given('deep.jsonl', rows)), texts);
    for (const [rows, reason] of [
      ['{"title":"t0","paragraphs":["one"]}', /Line 1 of deep\.jsonl has no text named so: there is “title”/],
      ['{"id":"0","translation":{"en":"one","fr":"un"}}', /“id”, “translation\.en”, “translation\.fr”/],
      ['{"k":"0","turns":[{"content":"one"}]}', /there is “k”\. Name the field/],
      ['{"k":"0","a":{"text":"one"},"b":{"text":"two"}}', /“k”, “a\.text”, “b\.text”/],
      ['{"id":"e0","n":1}', /there is “id”/],
      ['{"pageUrl":"http://a","n":1}', /there is “pageUrl”/],
    ] as const)
      await assert.rejects(documents(await given('deep.jsonl', rows)), refused(reason), rows);
  });

  it('are refused where a later line shows that another field was meant', async () => {
    const rows = [...Array.from({ length: 40_000 }, () => '{"head":"h"}'), '{"head":"h","text":"one"}'];
    await assert.rejects(
      documents(await given('late.jsonl', rows.join('\n'))),
      refused(/Line 40001 of late\.jsonl has no text named so: there is “head”, “text”/),
    );
  });

  it('are the column of texts of a table, as Common Voice publishes it', async () => {
    const table =
      'client_id\tpath\tsentence\tage\n1\ta.mp3\tHola a todos.\t\n2\tb.mp3\t"Dijo ""sí""."\t20\n3\tc\t\t\n';
    assert.deepEqual(await documents(await given('es.tsv', table)), ['Hola a todos.', 'Dijo "sí".']);
    assert.deepEqual(await documents(await given('es.tsv.gz', gzipSync(table))), [
      'Hola a todos.',
      'Dijo "sí".',
    ]);
    const places: number[][] = [];
    for await (const some of readDocuments(join(folder, 'es.tsv')))
      places.push(...some.map(({ number, offset }) => [number, offset]));
    assert.deepEqual(places[0], [2, '1\ta.mp3\t'.length]);
  });

  it('are the lines of packed JSON, as mC4 publishes it', async () => {
    const file = await given('c4-it.tfrecord-00000.json.gz', gzipSync('{"text":"Ciao","url":"u"}\n'));
    assert.deepEqual(await documents(file), ['Ciao']);
  });

  it('end with LF, CRLF or CR, also where chunks end', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const lines = Array.from({ length: 60_000 }, (_, i) => `${'x'.repeat(i % 9)}${i}`);
      const file = await given('ends.txt', `\ufeff${lines.join(end)}${end}`);
      assert.deepEqual(await documents(file), lines);
    }
  });

  it('keep the numbers of their lines and their places in them', async () => {
    const long = `${'word '.repeat(4000)}end`;
    const file = await given('numbers.txt', `one\r\r\n\n${long}\nlast`);
    const all: [number, number, string][] = [];
    for await (const some of readDocuments(file))
      all.push(...some.map(({ number, offset, text }): [number, number, string] => [number, offset, text]));
    assert.deepEqual(all[0], [1, 0, 'one']);
    assert.deepEqual(all.at(-1), [5, 0, 'last']);
    const pieces = all.filter(([number]) => number === 4);
    assert.ok(pieces.length > 1);
    for (const [, offset, text] of pieces) assert.ok(long.startsWith(text, offset));
  });

  it('cost neither time nor memory where a file was made for that, and cancelling is heard', async () => {
    const bombs: [string, Uint8Array][] = [
      ['line.jsonl.gz', gzipSync(`"${'a'.repeat(20_000_000)}"`)],
      ['lines.txt.gz', gzipSync(Buffer.alloc(40_000_000, '\n'))],
      ['deep.jsonl', Buffer.from(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)],
      ['wide.jsonl', Buffer.from(`[${'{},'.repeat(1_000_000)}{}]`)],
    ];
    for (const [name, content] of bombs) {
      const file = await given(name, content);
      const started = process.cpuUsage();
      const before = process.memoryUsage.rss();
      await assert.rejects(
        documents(file),
        refused(/longer than any document|100 times its size|nested too deeply|more values/),
        name,
      );
      const { user, system } = process.cpuUsage(started);
      assert.ok((user + system) / 1e6 < 2, `${name}: ${(user + system) / 1e6} s`);
      assert.ok(process.memoryUsage.rss() - before < 500 << 20, name);
    }
    const abort = new AbortController();
    const file = await given('many.txt', 'a line of it\n'.repeat(200_000));
    await assert.rejects(
      async () => {
        for await (const _ of readDocuments(file, { signal: abort.signal })) abort.abort();
      },
      { name: 'AbortError' },
    );
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
      ['list.jsonl', '{"text":["one"],"id":"e0"}', /Line 1 of list\.jsonl holds a list in “text”/],
      ['number.jsonl', '{"text":"one"}\n{"text":7,"id":"e"}', /Line 2 of number\.jsonl holds a number in/],
      ['rows.jsonl', '["one"]', /Line 1 of rows\.jsonl holds a list, not a text/],
      ['ids.jsonl', '{"id":7}\n{"id":8}', /Line 1 of ids\.jsonl has no text/],
      ['nul.txt', `one\n${'two\n'.repeat(9000)}\0three`, /nul\.txt has a NUL at byte 36005, /],
      ['nul.jsonl', '{"text":"one"}\n{"text":"t\\u0000wo"}', /Line 2 of nul\.jsonl has a NUL in its text/],
      ['headless.tsv', 'Hola\tHi\n', /names no column “sentence” or “text”/],
      ['cut.tsv', 'id\tsentence\n1\tHola\n2', /Line 3 of cut\.tsv has 1 columns, and the first line names 2/],
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
