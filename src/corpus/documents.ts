import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { JsonError, parseJson, usualBounds } from '../input/json';
import { unusable } from './error';
import type { TextFormat } from './format';
import { formatOf, readableFormats } from './format';
import type { Line, LineOptions } from './lines';
import { readLines } from './lines';
import { readParquet } from './parquet';
import { pieces } from './pieces';
import { TextTable } from './table';
import { TextField } from './text-field';

/**
 * A longer document is read in pieces, cut at white space, so that a whole book on one line is sampled as
 * evenly as a page, and memory stays flat.
 */
const longestPiece = 1 << 14;

/** Limits for the JSON of a row: a document and its metadata. */
const rowBounds = {
  ...usualBounds,
  values: 1_000_000,
  containers: 200_000,
  members: 200_000,
  names: 20_000,
};

/** A document, or a piece of a long one, with its place in its file. */
export type Document = Line;

/**
 * Reads the documents of a file in order, in groups, skipping empty ones. Reading can stop at any time.
 *
 * @param file absolute; of a format that `formatOf` knows
 * @param hash receives all bytes of the file, if it is read to its end
 * @throws BabelscopeError `corpus-unusable` in a sentence that names the file; the signal's reason if it
 * aborts
 */
export async function* readDocuments(
  file: string,
  { hash, signal }: { hash?: Hash; signal?: AbortSignal | undefined } = {},
): AsyncGenerator<Document[], void> {
  const format = formatOf(file);
  if (!format) {
    throw unusable(`${basename(file)} cannot be read as text. Give it as ${readableFormats}.`);
  }
  for await (const documents of rawDocuments(file, format, { hash, signal })) {
    const nul = documents.find(({ text }) => text.includes('\0'));
    if (nul)
      throw unusable(
        `${format.kind === 'parquet' ? 'Row' : 'Line'} ${nul.number} of ${basename(file)} has a NUL in its text, and no text has one. Take it out.`,
      );
    const whole = documents.every(({ text }) => text.length <= longestPiece);
    const all = whole ? documents : documents.flatMap((document) => [...cut(document)]);
    yield all.filter(({ text }) => /\S/.test(text));
  }
}

function* cut({ text, number, offset }: Document): Generator<Document, void> {
  for (const piece of pieces(text, longestPiece)) {
    yield { text: piece, number, offset };
    offset += piece.length;
  }
}

async function* rawDocuments(
  file: string,
  { kind, gzip }: TextFormat,
  { hash, signal }: Pick<LineOptions, 'hash' | 'signal'>,
): AsyncGenerator<Document[], void> {
  const options = { gzip, hash, signal };
  if (kind === 'lines') {
    yield* readLines(file, { ...options, longest: longestPiece });
  } else if (kind === 'jsonl') {
    const field = new TextField(file);
    for await (const lines of readLines(file, options)) {
      const rows = lines
        .filter(({ text }) => /\S/.test(text))
        .map(({ text, number }) => ({ value: parsed(file, text, number), number }));
      field.look(rows);
      yield rows.flatMap((row) => {
        const text = field.textOf(row);
        return text === undefined ? [] : [{ text, number: row.number, offset: 0 }];
      });
    }
    field.end();
  } else if (kind === 'tsv') {
    const table = new TextTable(file);
    for await (const lines of readLines(file, options))
      yield lines.flatMap((line) => table.documentOf(line) ?? []);
  } else {
    yield* readParquet(file, signal);
    if (hash) await pipeline(createReadStream(file), async (chunks) => hashAll(chunks, hash));
  }
}

function parsed(file: string, line: string, number: number): unknown {
  try {
    return parseJson(line, rowBounds);
  } catch (error) {
    const reason = error instanceof JsonError ? error.message : 'is not JSON';
    throw unusable(`Line ${number} of ${basename(file)} ${reason}. Put one JSON object on each line.`, error);
  }
}

async function hashAll(chunks: AsyncIterable<Buffer>, hash: Hash): Promise<void> {
  for await (const chunk of chunks) hash.update(chunk);
}
