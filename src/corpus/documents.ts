import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { unusable } from './error';
import type { TextFormat } from './format';
import { formatOf } from './format';
import type { Line } from './lines';
import { readLines } from './lines';
import { readParquet } from './parquet';
import { pieces } from './pieces';
import { textOf } from './text-field';

/**
 * A longer document comes in pieces, cut at white space, so that a whole book on one line is sampled as evenly as a
 * page, and memory stays flat.
 */
const longestPiece = 1 << 14;

/** A document, or a piece of a long one: where its text stands in its file. */
export type Document = Line;

/**
 * The documents of a file in their order, some at a time, none of them empty. Reading can stop at any time.
 *
 * @param file absolute; `.txt`, `.jsonl`, either with `.gz`, or `.parquet`
 * @param hash is given all bytes of the file, if it is read to its end
 * @throws BabelscopeError `corpus-unusable` in a sentence that names the file
 */
export async function* readDocuments(file: string, hash?: Hash): AsyncGenerator<Document[], void> {
  const format = formatOf(file);
  if (!format) {
    throw unusable(
      `${basename(file)} cannot be read as text. Give it as .txt, .jsonl, either with .gz, or .parquet.`,
    );
  }
  for await (const documents of rawDocuments(file, format, hash)) {
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
  hash: Hash | undefined,
): AsyncGenerator<Document[], void> {
  if (kind === 'lines') {
    yield* readLines(file, { gzip, hash, longest: longestPiece });
  } else if (kind === 'jsonl') {
    for await (const lines of readLines(file, { gzip, hash })) {
      yield lines
        .filter(({ text }) => /\S/.test(text))
        .map(({ text, number }) => ({ text: jsonText(file, text, number), number, offset: 0 }));
    }
  } else {
    yield* readParquet(file);
    if (hash) await pipeline(createReadStream(file), async (chunks) => hashAll(chunks, hash));
  }
}

function jsonText(file: string, line: string, number: number): string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw unusable(
      `Line ${number} of ${basename(file)} is not JSON. Put one JSON object on each line.`,
      error,
    );
  }
  const text = textOf(value);
  if (text === undefined) {
    throw unusable(`Line ${number} of ${basename(file)} has no text. Name the field that holds it “text”.`);
  }
  return text;
}

async function hashAll(chunks: AsyncIterable<Buffer>, hash: Hash): Promise<void> {
  for await (const chunk of chunks) hash.update(chunk);
}
