import assert from 'node:assert/strict';
import type { ColumnDecoder, PageHeader, RowGroup, SchemaElement } from 'hyparquet/src/types.js';
import { expectBounded, expectContent, PageError } from '../../../src/corpus/parquet-page';
import { textColumn } from '../../../src/corpus/text-column';

const text = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: 'OPTIONAL',
});
const number = (name: string): SchemaElement => ({ name, type: 'INT64', repetition_type: 'OPTIONAL' });
const group = (name: string, ...children: SchemaElement[][]): SchemaElement[] => [
  { name, num_children: children.length, repetition_type: 'OPTIONAL' },
  ...children.flat(),
];
/** As Parquet writes a list of texts. */
const list = (name: string): SchemaElement[] => [
  { name, num_children: 1, repetition_type: 'OPTIONAL', converted_type: 'LIST' },
  { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
  text('element'),
];
const schema = (...columns: SchemaElement[][]) => group('root', ...columns);

describe('the column of texts of a Parquet file', () => {
  it('is one at the top before one within another, which is named by its path', () => {
    const cases: [SchemaElement[], string][] = [
      [schema([number('id')], group('meta', [text('source')]), [text('body')]), 'body'],
      [schema(group('meta', [text('text')]), [text('body')]), 'body'],
      [schema([number('id')], group('meta', [text('text')])), 'meta.text'],
      [schema([number('id')], group('meta', [text('url')], [text('text')])), 'meta.text'],
      [schema([text('id')], [text('text')], list('tags')), 'text'],
      [schema([text('id')], group('doc', group('inner', [text('url')])), [text('sentence')]), 'sentence'],
      [schema([text('id')], group('meta', [text('text')], [number('id')])), 'meta.text'],
      [schema(group('document', [text('text')], [text('url')]), [text('sentence')]), 'document.text'],
      [schema([number('text_length')], list('tags'), [text('body')]), 'body'],
    ];
    for (const [columns, path] of cases) assert.equal(textColumn(columns, 'a.parquet').join('.'), path);
  });

  it('is none that is null throughout, as the file says itself', () => {
    const column = (name: string, nulls: bigint | undefined) => ({
      meta_data: { path_in_schema: [name], num_values: 9n, statistics: { null_count: nulls } },
    });
    const columns = schema([text('text')], [text('content')]);
    for (const [nulls, path] of [
      [9n, 'content'],
      [8n, 'text'],
      [undefined, 'text'],
    ] as const) {
      const groups = [{ columns: [column('text', nulls), column('content', 0n)] }] as unknown as RowGroup[];
      assert.deepEqual(textColumn(columns, 'a.parquet', groups), [path]);
    }
  });

  it('is refused by name where it holds something else, or where several might be meant', () => {
    const cases: [SchemaElement[], RegExp][] = [
      [schema([text('id')], list('text')), /^a\.parquet holds lists or objects in “text”, not texts\./],
      [schema([text('id')], [number('text')]), /^a\.parquet holds values of INT64 in “text”/],
      [
        schema([text('title')], list('paragraphs')),
        /has no column of texts named “text”\. Texts are in title/,
      ],
      [schema([text('id')], group('translation', [text('en')], [text('fr')])), /in id, translation\.en, /],
      [schema([text('page_id')], [number('n')]), /Texts are in page_id\./],
      [schema(list('paragraphs'), [number('id')]), /has no column of texts named “text”\. Rename/],
      [schema([text('a')], [text('b')]), /named “text”\. Texts are in a, b\. Rename/],
      [schema(group('a', [text('text')]), group('b', [text('text')])), /Texts are in a\.text, b\.text\./],
    ];
    for (const [columns, message] of cases)
      assert.throws(() => textColumn(columns, 'a.parquet'), { code: 'corpus-unusable', message });
  });
});

describe('a page of a Parquet file', () => {
  const header = (change: Partial<PageHeader>): PageHeader =>
    ({ type: 'DATA_PAGE', uncompressed_page_size: 100, compressed_page_size: 100, ...change }) as PageHeader;
  const page = (values: number, encoding: string) =>
    header({ data_page_header: { num_values: values, encoding } as PageHeader['data_page_header'] });
  const decoder = {
    schemaPath: [{ element: {} }, { element: { repetition_type: 'OPTIONAL' } }],
  } as ColumnDecoder;
  const refused = (act: () => void) => assert.throws(act, PageError);

  it('is refused before it is unpacked where it claims more than text does', () => {
    const read = () => ({ packed: 0, unpacked: 0, decoded: 0 });
    expectBounded(header({}), read());
    refused(() =>
      expectBounded(header({ uncompressed_page_size: 1 << 28, compressed_page_size: 1 << 27 }), read()),
    );
    refused(() =>
      expectBounded(header({ uncompressed_page_size: 1 << 25, compressed_page_size: 4000 }), read()),
    );
    refused(() => expectBounded(header({ uncompressed_page_size: -1 }), read()));
    refused(() => expectBounded(page(1 << 30, 'PLAIN'), read()));
    // Small pages, many of them.
    const many = read();
    refused(() => {
      for (let i = 0; i < 100; i++)
        expectBounded(header({ uncompressed_page_size: 1 << 20, compressed_page_size: 1000 }), many);
    });
  });

  it('is refused before it is decoded where a run is longer than the page says', () => {
    // Levels: four bytes of length, a run of 3 (header 6) of level 1; then dictionary indices of one bit.
    const sound = Uint8Array.of(2, 0, 0, 0, 6, 1, 1, 6, 0);
    expectContent(sound, page(3, 'RLE_DICTIONARY'), decoder);
    refused(() => expectContent(sound, page(2, 'RLE_DICTIONARY'), decoder));
    const levels = Uint8Array.of(6, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x0f, 1, 1, 6, 0);
    refused(() => expectContent(levels, page(3, 'RLE_DICTIONARY'), decoder));
    const indices = Uint8Array.of(2, 0, 0, 0, 6, 1, 1, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0);
    refused(() => expectContent(indices, page(3, 'RLE_DICTIONARY'), decoder));
  });
});
