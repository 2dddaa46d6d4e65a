import { basename } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { decompress as unzstd } from 'fzstd';
import type { Compressors, FileMetaData } from 'hyparquet';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { unusable } from './error';
import type { Line } from './lines';
import { isText, textColumns } from './text-field';

const compressors: Compressors = {
  GZIP: (packed) => gunzipSync(packed),
  BROTLI: (packed) => brotliDecompressSync(packed),
  ZSTD: (packed) => unzstd(packed),
};

/**
 * The texts of a Parquet file with their rows' numbers, a row group at a time: of the column `text`, `content`, `document` or `sentence`, or of its only
 * column of texts.
 *
 * @throws BabelscopeError `corpus-unusable` for a damaged file, or one without such a column
 */
export async function* readParquet(path: string): AsyncGenerator<Line[], void> {
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    const column = textColumn(metadata);
    if (column === undefined) {
      throw unusable(
        `${basename(path)} has no column of texts named “text”. Rename the one that holds them.`,
      );
    }
    // A row group at a time: the unit in which the format is packed, so that nothing is unpacked twice.
    let rowStart = 0;
    for (const { num_rows: rows } of metadata.row_groups) {
      const rowEnd = rowStart + Number(rows);
      const read = await parquetReadObjects({
        file,
        metadata,
        columns: [column],
        rowStart,
        rowEnd,
        compressors,
      });
      const first = rowStart + 1;
      yield read.flatMap((row, i) => {
        const text: unknown = row[column];
        return isText(text) ? [{ text, number: first + i, offset: 0 }] : [];
      });
      rowStart = rowEnd;
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'BabelscopeError') throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw unusable(
      `${basename(path)} cannot be read as Parquet: ${reason}. Check the file, or save it anew.`,
      error,
    );
  }
}

function textColumn({ schema }: FileMetaData): string | undefined {
  const texts = schema.filter(({ type, logical_type: logical, converted_type: converted }) => {
    return type === 'BYTE_ARRAY' && (logical?.type === 'STRING' || converted === 'UTF8');
  });
  return textColumns(texts.map(({ name }) => name));
}
