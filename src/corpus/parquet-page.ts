import type { PageHeader } from 'hyparquet';
import type { ColumnDecoder } from 'hyparquet/src/types.js';
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { getMaxDefinitionLevel } from 'hyparquet/src/schema.js';

/** Size limit of an unpacked page, in bytes: writers make pages of a megabyte, some one per row group. */
const largestPage = 1 << 27;
/**
 * Text compresses to a third or a tenth. A large page that unpacks to more than this was made to fill the
 * memory.
 */
const mostUnpacked = { ratio: 100, bytes: 1 << 24 };
/** Maximum number of values in a page. */
const mostValues = 1 << 22;
/**
 * The cost of a row for its reader, in bytes, besides its text: a run of a thousand rows takes two bytes in a
 * file, so rows are checked against the same limits as unpacked data.
 */
const rowCost = 4;
const textCost = 32;

/** What has been read of a file, in bytes: as stored on disk, and as decoded. */
export interface ParquetWork {
  packed: number;
  unpacked: number;
  /** Rows and their texts, weighted by `rowCost` and `textCost`. */
  decoded: number;
}

/** A page would take more memory than any text does, whatever the file's size. */
export class PageError extends Error {
  override readonly name = 'PageError';
}

/**
 * Checks the claims of a page's header against the page's size, before it is unpacked.
 *
 * @param work on the file so far; this page's is added
 * @throws PageError
 */
export function expectBounded(header: PageHeader, work: ParquetWork): void {
  const { uncompressed_page_size: unpacked, compressed_page_size: packed } = header;
  if (!(packed >= 0 && unpacked >= 0)) throw new PageError('a page in it has no size');
  work.packed += packed;
  work.unpacked += unpacked;
  if (packed > largestPage || unpacked > largestPage || isBlownUp(work.unpacked, work))
    throw new PageError(
      `${Math.ceil(work.packed / 1024)} kB of it unpack to ${Math.round(work.unpacked / 2 ** 20)} MB, which no text does`,
    );
  if (!(valuesIn(header) <= mostValues)) throw new PageError('a page in it claims more rows than any has');
  work.decoded += rowCost * valuesIn(header);
  expectDecoded(work);
}

/**
 * The same for a page's texts, which a dictionary stores once and references a thousand times.
 *
 * @param texts undefined for a row without one
 * @throws PageError
 */
export function expectTexts(texts: readonly (string | undefined)[], work: ParquetWork): void {
  for (const text of texts) if (text !== undefined) work.decoded += textCost + text.length;
  expectDecoded(work);
}

function expectDecoded(work: ParquetWork): void {
  if (isBlownUp(work.decoded, work))
    throw new PageError(
      `${Math.ceil(work.packed / 1024)} kB of it stand for ${Math.round(work.decoded / 2 ** 20)} MB of rows, which no text does`,
    );
}

function isBlownUp(became: number, { packed }: ParquetWork): boolean {
  return became > mostUnpacked.bytes && became > mostUnpacked.ratio * packed;
}

/**
 * The same for the contents of a page of a column without lists: runs of repeated values, and texts that
 * share a prefix with the previous one, take a few bytes in the file and could fill the memory.
 *
 * @param page its bytes, with the compressed part unpacked
 * @throws PageError
 */
export function expectContent(page: Uint8Array, header: PageHeader, decoder: ColumnDecoder): void {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const { data_page_header: first, data_page_header_v2: second } = header;
  const encoding = (first ?? second)?.encoding;
  const values = valuesIn(header);
  const level = getMaxDefinitionLevel(decoder.schemaPath);
  let at = 0;
  // In version 2, levels precede the compressed part.
  if (first && level > 0) {
    const end = 4 + view.getUint32(0, true);
    expectRuns(view, 4, Math.min(end, view.byteLength), bitsOf(level), values);
    at = end;
  }
  const count = values - (second?.num_nulls ?? 0);
  if (encoding?.endsWith('_DICTIONARY') && at < view.byteLength) {
    // Fewer if some rows have no text.
    expectRuns(view, at + 1, view.byteLength, view.getUint8(at), count, true);
  } else if (encoding === 'DELTA_BYTE_ARRAY') {
    const begins = new Int32Array(count);
    deltaBinaryUnpack({ view, offset: at }, count, begins);
    if (begins.reduce((sum, length) => sum + Math.max(0, length), 0) > largestPage)
      throw new PageError('a page in it repeats more text than any has');
  }
}

/** Checks the levels that precede a version 2 page. @throws PageError */
export function expectLevels(page: Uint8Array, header: PageHeader, decoder: ColumnDecoder): void {
  const length = header.data_page_header_v2?.definition_levels_byte_length ?? 0;
  const level = getMaxDefinitionLevel(decoder.schemaPath);
  if (length === 0 || level === 0) return;
  const from = header.data_page_header_v2?.repetition_levels_byte_length ?? 0;
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  expectRuns(view, from, Math.min(from + length, view.byteLength), bitsOf(level), valuesIn(header));
}

/**
 * Walks through runs (Parquet's RLE/bit-packing hybrid) without expanding them.
 *
 * @param mayEnd whether there may be fewer values
 */
function expectRuns(
  view: DataView,
  from: number,
  to: number,
  width: number,
  values: number,
  mayEnd = false,
): void {
  let at = from;
  for (let seen = 0; seen < values;) {
    if (at >= to) {
      if (mayEnd) return;
      throw new PageError('a page in it is cut off');
    }
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= to || shift > 28) throw new PageError('a page in it is cut off');
      const byte = view.getUint8(at++);
      header += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    const packed = header % 2 === 1;
    const count = Math.floor(header / 2) * (packed ? 8 : 1);
    // Packed values come in groups of eight, the last of which may be partly unused.
    if (count > values - seen + (packed ? 7 : 0))
      throw new PageError('a page in it holds more rows than it claims');
    at += packed ? (count * width) / 8 : (width + 7) >> 3;
    seen += count;
  }
}

function valuesIn({
  data_page_header: first,
  data_page_header_v2: second,
  dictionary_page_header: dictionary,
}: PageHeader): number {
  return Math.max(first?.num_values ?? 0, second?.num_values ?? 0, dictionary?.num_values ?? 0);
}

/** The number of bits needed for numbers up to this one. */
function bitsOf(most: number): number {
  return 32 - Math.clz32(most);
}
