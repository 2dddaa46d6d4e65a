import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { unusable } from './error';
import { cutBefore, pieces } from './pieces';

/** A line, or a piece of a long one. */
export interface Line {
  text: string;
  /** From 1; lines without text count. */
  number: number;
  /** UTF-16 offset of the text in its line. */
  offset: number;
}

export interface LineOptions {
  gzip: boolean;
  /** Is given all bytes of the file as they lie on the disk. */
  hash?: Hash;
  /** Longer lines come in pieces of about so many UTF-16 units; without it a line comes whole. */
  longest?: number;
}

/** No document has this many characters; a line that does is no line. */
const longestWhole = 1 << 26;

/**
 * The lines of a UTF-8 file without their ends, some at a time: memory stays flat whatever the file's size. A byte
 * order mark is dropped.
 *
 * @throws BabelscopeError `corpus-unusable` for another encoding, a damaged archive or a file that cannot be read
 */
export async function* readLines(file: string, options: LineOptions): AsyncGenerator<Line[], void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const longest = options.longest ?? longestWhole;
  let rest = '';
  let read = 0;
  let number = 1;
  // Of the rest in its line: what came before has been given out already.
  let offset = 0;
  for await (const chunk of open(file, options)) {
    if (read === 0) refuseUtf16(file, chunk);
    rest += decode(decoder, chunk, file, read);
    read += chunk.length;
    const lines: Line[] = [];
    let from = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', from)) {
      const text = rest.slice(from, rest[end - 1] === '\r' ? end - 1 : end);
      addPieces(lines, { text, number, offset }, longest);
      from = end + 1;
      number++;
      offset = 0;
    }
    rest = rest.slice(from);
    while (rest.length > longest) {
      if (options.longest === undefined) {
        throw unusable(
          `A line of ${basename(file)} is longer than any document. Put one document on each line.`,
        );
      }
      const end = cutBefore(rest, longest);
      lines.push({ text: rest.slice(0, end), number, offset });
      rest = rest.slice(end);
      offset += end;
    }
    yield lines;
  }
  rest += decode(decoder, undefined, file, read);
  const lines: Line[] = [];
  addPieces(lines, { text: rest, number, offset }, longest);
  if (rest !== '') yield lines;
}

function addPieces(lines: Line[], { text, number, offset }: Line, longest: number): void {
  for (const piece of pieces(text, longest)) {
    lines.push({ text: piece, number, offset });
    offset += piece.length;
  }
}

async function* open(file: string, { gzip, hash }: LineOptions): AsyncGenerator<Buffer, void> {
  const bytes = createReadStream(file, { highWaterMark: 1 << 18 });
  if (hash) bytes.on('data', (chunk) => hash.update(chunk));
  // `pipeline` destroys both ends when one fails, and when nobody reads on.
  const input: Readable = gzip ? pipeline(bytes, createGunzip(), () => undefined) : bytes;
  try {
    for await (const chunk of input) yield chunk as Buffer;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw code.startsWith('Z_')
      ? unusable(`${basename(file)} is no gzip archive, or it is damaged. Pack it again.`, error)
      : unusable(`${file} cannot be read (${code || String(error)}). Check that it is still there.`, error);
  } finally {
    bytes.destroy();
  }
}

function decode(decoder: TextDecoder, chunk: Buffer | undefined, file: string, read: number): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch (error) {
    throw unusable(
      `${basename(file)} is not UTF-8 (near byte ${read + firstBad(chunk)}). Save it as UTF-8, e.g. with iconv -f latin1 -t UTF-8.`,
      error,
    );
  }
}

/** Where a chunk stops being UTF-8, by bisection; it may begin inside a character. */
function firstBad(chunk: Buffer = Buffer.alloc(0)): number {
  const start = chunk.findIndex((byte) => (byte & 0xc0) !== 0x80);
  let [good, bad] = [Math.max(0, start), chunk.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8Until(chunk.subarray(Math.max(0, start), middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function isUtf8Until(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** UTF-16 of Latin text is valid UTF-8 with zeros in between, so that it is told by its mark or its zeros. */
function refuseUtf16(file: string, chunk: Buffer): void {
  const mark = chunk.length > 1 ? chunk.readUInt16BE(0) : 0;
  if (mark === 0xfffe || mark === 0xfeff || chunk.subarray(0, 4096).includes(0)) {
    throw unusable(`${basename(file)} is not UTF-8 text (UTF-16 or binary). Save it as UTF-8.`);
  }
}
