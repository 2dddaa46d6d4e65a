import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDocuments } from '../../../src/corpus/documents';
import { levels, type Page, parquetFile, plainTexts, runOf } from './parquet-file';

describe('a whole Parquet file', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-parquet-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const dictionary: Page = { kind: 'dictionary', values: 1, body: plainTexts(['Bonjour tout le monde.']) };
  const zeroBits = (values: number, body = Buffer.concat([Buffer.from([0]), runOf(values)])): Page => ({
    kind: 'data',
    values,
    body,
  });
  const oneBit = (values: number): Page =>
    zeroBits(values, Buffer.concat([Buffer.from([1]), runOf(values, 0)]));
  const empty = (values: number): Page =>
    zeroBits(values, Buffer.concat([levels(runOf(values, 0)), Buffer.from([0])]));
  const repeated = (page: Page, times: number): Page[] => Array.from({ length: times }, () => page);

  async function documents(bytes: Uint8Array): Promise<string[]> {
    const file = join(folder, 'a.parquet');
    await writeFile(file, bytes);
    const all: string[] = [];
    for await (const some of readDocuments(file)) all.push(...some.map(({ text }) => text));
    return all;
  }

  it('is refused by the name of a codec that is not read', async () => {
    // By their numbers in Parquet's description of formats.
    for (const [codec, name] of [
      [3, 'LZO'],
      [5, 'LZ4'],
      [7, 'LZ4_RAW'],
    ] as const) {
      const file = parquetFile([dictionary, zeroBits(3)], [{ pages: [0, 2], rows: 3 }], false, codec);
      await assert.rejects(documents(file), {
        code: 'corpus-unusable',
        message: `a.parquet is packed with ${name}, which is not read here. Write it with ZSTD, SNAPPY or GZIP.`,
      });
    }
  });

  it('may repeat a text, and lack others', async () => {
    for (const page of [zeroBits(3), oneBit(3)])
      assert.deepEqual(
        await documents(parquetFile([dictionary, page], [{ pages: [0, 2], rows: 3 }])),
        Array.from({ length: 3 }, () => 'Bonjour tout le monde.'),
      );
    const sparse = parquetFile([dictionary, empty(1000)], [{ pages: [0, 2], rows: 1000 }], true);
    assert.deepEqual(await documents(sparse), []);
    const parts = parquetFile(
      [dictionary, oneBit(2), dictionary, oneBit(1)],
      [
        { pages: [0, 2], rows: 2 },
        { pages: [2, 4], rows: 1 },
      ],
    );
    assert.equal((await documents(parts)).length, 3);
  });

  it('is refused where few bytes stand for more rows than texts have', async () => {
    const many = 1 << 20;
    const cases: [Page[], boolean][] = [
      [[dictionary, zeroBits(1 << 22)], false],
      [[dictionary, ...repeated(zeroBits(many), 4)], false],
      [[dictionary, ...repeated(oneBit(many), 4)], false],
      [repeated(empty(many), 8), true],
    ];
    for (const [pages, optional] of cases) {
      const rows = pages.reduce((sum, { kind, values }) => sum + (kind === 'data' ? values : 0), 0);
      const file = parquetFile(pages, [{ pages: [0, pages.length], rows }], optional);
      assert.ok(file.length < 1000);
      await assert.rejects(documents(file), {
        code: 'corpus-unusable',
        message:
          /^a\.parquet cannot be read as Parquet: 1 kB of it stand for \d+ MB of rows, which no text does\. Check/,
      });
    }
  });

  it('is held against the bounds as one, whatever its row groups', async () => {
    const pages = Array.from({ length: 40 }, () => [dictionary, oneBit(10_000)]).flat();
    const chunks = Array.from({ length: 40 }, (_, i) => ({
      pages: [2 * i, 2 * i + 2] as [number, number],
      rows: 10_000,
    }));
    await assert.rejects(documents(parquetFile(pages, chunks)), /stand for \d+ MB of rows/);
  });

  it('is refused where row groups name the same page of texts', async () => {
    const chunk = { pages: [0, 2] as [number, number], rows: 3 };
    await assert.rejects(
      documents(parquetFile([dictionary, oneBit(3)], [chunk, chunk])),
      /^BabelscopeError: a\.parquet cannot be read as Parquet: two row groups in it share their texts\. Check/,
    );
  });
});
