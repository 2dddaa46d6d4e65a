import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { decompress as unzstd } from 'fzstd';
import type { ColumnMetaData, Compressors, FileMetaData, PageHeader, RowGroup } from 'hyparquet';
import { parquetMetadataAsync, snappyUncompress } from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getSchemaPath } from 'hyparquet/src/schema.js';
import type { ColumnDecoder } from 'hyparquet/src/types.js';
import { unusable } from './error';
import type { Line } from './lines';
import type { ParquetWork } from './parquet-page';
import { expectBounded, expectContent, expectLevels, expectTexts } from './parquet-page';
import { textColumn } from './text-column';

/** Size limit of the footer, in bytes. */
const longestFooter = 1 << 23;
/** Size of a page's header, in bytes: its statistics may repeat a long text. */
const usualHeader = 1 << 12;
const longestHeader = 1 << 22;

/** How many rows are yielded together. */
const rowsAtOnce = 1 << 12;

const unpackers: Compressors = {
  UNCOMPRESSED: (page) => page,
  GZIP: (packed, length) => gunzipSync(packed, { maxOutputLength: length }),
  BROTLI: (packed, length) => brotliDecompressSync(packed, { maxOutputLength: length }),
  ZSTD: (packed, length) => unzstd(packed, new Uint8Array(length)),
  SNAPPY: (packed, length) => {
    const page = new Uint8Array(length);
    snappyUncompress(packed, page);
    return page;
  },
};

/** The bytes from one offset to another, clipped to the file's end. */
type Slice = (from: number, to: number) => Promise<ArrayBuffer>;

/**
 * The texts of a Parquet file with their row numbers, page by page, from the column that `textColumn`
 * chooses.
 *
 * @throws BabelscopeError `corpus-unusable` for a damaged file, or one without such a column; the signal's
 * reason if it aborts
 */
export async function* readParquet(path: string, signal?: AbortSignal): AsyncGenerator<Line[], void> {
  const name = basename(path);
  const handle = await open(path).catch((error: unknown) => {
    throw damaged(name, error);
  });
  try {
    const { size } = await handle.stat();
    const slice: Slice = async (from, to) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - from));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
      return bytes.buffer.slice(0, bytesRead);
    };
    const metadata = await readMetadata(size, slice);
    const column = textColumn(metadata.schema, name, metadata.row_groups);
    const chunks = metadata.row_groups.map((group) => chunkOf(group, column));
    expectApart(chunks);
    const work: ParquetWork = { packed: 0, unpacked: 0, decoded: 0 };
    let row = 1;
    for (const [i, chunk] of chunks.entries()) {
      const rows = Number(metadata.row_groups[i].num_rows);
      if (!unpackers[chunk.codec])
        throw unusable(
          `${name} is packed with ${chunk.codec}, which is not read here. Write it with ZSTD, SNAPPY or GZIP.`,
        );
      let done = 0;
      for await (const texts of pagesOf(metadata, chunk, column, slice, name, work)) {
        const own = texts.slice(0, rows - done);
        for (let from = 0; from < own.length; from += rowsAtOnce) {
          signal?.throwIfAborted();
          const some = own.slice(from, from + rowsAtOnce);
          const first = row + done + from;
          yield some.flatMap((text, at) =>
            text === undefined ? [] : [{ text, number: first + at, offset: 0 }],
          );
        }
        done += own.length;
        if (done >= rows) break;
      }
      row += rows;
    }
  } catch (error) {
    if (error instanceof Error && (error.name === 'BabelscopeError' || error.name === 'AbortError'))
      throw error;
    if (signal?.aborted) throw error;
    throw damaged(name, error);
  } finally {
    await handle.close();
  }
}

function readMetadata(byteLength: number, slice: Slice): Promise<FileMetaData> {
  return parquetMetadataAsync({
    byteLength,
    slice: (from, to = byteLength) => {
      if (to - from > longestFooter) throw new Error('its description is longer than any');
      return slice(from, to);
    },
  });
}

/** The metadata of the text column in a row group. */
function chunkOf({ columns }: RowGroup, column: readonly string[]): ColumnMetaData {
  const path = column.join('.');
  const chunk = columns.find(({ meta_data: meta }) => meta?.path_in_schema.join('.') === path)?.meta_data;
  if (!chunk) throw new Error('a row group lacks the column of texts');
  return chunk;
}

/** Some writers omit the offset of the dictionary, or write 0. */
function beginOf(chunk: ColumnMetaData): number {
  return Number(chunk.dictionary_page_offset || chunk.data_page_offset);
}

/** Otherwise a footer of a megabyte could reference one page of texts twenty thousand times. */
function expectApart(chunks: readonly ColumnMetaData[]): void {
  const places = chunks.map((chunk) => ({ from: beginOf(chunk), size: Number(chunk.total_compressed_size) }));
  places.sort((one, other) => one.from - other.from);
  for (const [i, { from }] of places.entries())
    if (i > 0 && from < places[i - 1].from + places[i - 1].size)
      throw new Error('two row groups in it share their texts');
}

/** The texts of a row group's column, page by page; undefined for a row without one. */
async function* pagesOf(
  metadata: FileMetaData,
  chunk: ColumnMetaData,
  column: string[],
  slice: Slice,
  name: string,
  work: ParquetWork,
): AsyncGenerator<(string | undefined)[], void> {
  const schemaPath = getSchemaPath(metadata.schema, column);
  const unpack = unpackers[chunk.codec]!;
  let header: PageHeader;
  const decoder: ColumnDecoder = {
    ...chunk,
    pathInSchema: column,
    schemaPath,
    element: schemaPath[schemaPath.length - 1].element,
    // The library unpacks some codecs itself; claim a codec it lacks, so that all pages are checked here
    // before they are decoded.
    codec: 'LZO',
    compressors: {
      LZO: (packed, length) => {
        const page = unpack(packed, length);
        if (header.type !== 'DICTIONARY_PAGE') expectContent(page, header, decoder);
        return page;
      },
    },
    parsers: { ...DEFAULT_PARSERS, stringFromBytes: (bytes) => bytes && utf8(bytes, name) },
  };
  let dictionary: ReturnType<typeof readPage>['data'];
  let at = beginOf(chunk);
  const end = at + Number(chunk.total_compressed_size);
  while (at < end) {
    const begin = await headerAt(at, slice);
    header = begin.header;
    expectBounded(header, work);
    const from = at + begin.length;
    const reader = { view: new DataView(await slice(from, from + header.compressed_page_size)), offset: 0 };
    if (reader.view.byteLength !== header.compressed_page_size) throw new Error('it is cut off');
    at = from + header.compressed_page_size;
    if (header.type === 'INDEX_PAGE') continue;
    expectLevels(new Uint8Array(reader.view.buffer), header, decoder);
    const { data } = readPage(reader, header, decoder, dictionary, undefined, 0);
    if (header.type === 'DICTIONARY_PAGE')
      dictionary = Array.from((data ?? []) as ArrayLike<Uint8Array>, (bytes) => utf8(bytes, name));
    else {
      const texts = Array.from((data ?? []) as ArrayLike<unknown>, textIn);
      expectTexts(texts, work);
      yield texts;
    }
  }
}

async function headerAt(at: number, slice: Slice): Promise<{ header: PageHeader; length: number }> {
  for (const most of [usualHeader, longestHeader]) {
    const reader = { view: new DataView(await slice(at, at + most)), offset: 0 };
    try {
      return { header: parquetHeader(reader), length: reader.offset };
    } catch (error) {
      // The header may be longer.
      if (most === longestHeader || reader.view.byteLength < most) throw error;
    }
  }
  throw new Error('a page in it has no header');
}

/** Structs are read as lists of one element. */
function textIn(value: unknown): string | undefined {
  const inner: unknown = Array.isArray(value) ? value[0] : value;
  if (Array.isArray(inner)) return textIn(inner);
  return typeof inner === 'string' ? inner : undefined;
}

function utf8(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw unusable(`A text in ${name} is not UTF-8. Write it anew as UTF-8.`, error);
  }
}

function damaged(name: string, error: unknown): Error {
  const words = error instanceof Error ? error.message.split('\n')[0] : String(error);
  const reason = error instanceof RangeError ? 'its layout makes no sense' : words;
  return unusable(`${name} cannot be read as Parquet: ${reason}. Check the file, or save it anew.`, error);
}
