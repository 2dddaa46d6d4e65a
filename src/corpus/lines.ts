import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { NotTextError, Utf8Reader } from '../input/text';
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
  /** Receives all bytes of the file as stored on disk. */
  hash?: Hash | undefined;
  /** Longer lines are split into pieces of about this many UTF-16 units; without it they stay whole. */
  longest?: number;
  signal?: AbortSignal | undefined;
}

/** Longer than any real document: a longer line means the file is not text. */
const longestWhole = 1 << 24;
const chunkSize = 1 << 18;
/**
 * Text compresses to a third or a tenth. Something large that unpacks to more than this was made to fill
 * disks or memory.
 */
const mostUnpacked = { ratio: 100, bytes: 1 << 25 };

/**
 * The non-empty lines of a UTF-8 file without their line breaks (LF, CRLF or CR), in groups: memory stays
 * flat whatever the file's size. A byte order mark is dropped.
 *
 * @throws BabelscopeError `corpus-unusable` for another encoding, a damaged archive or a file that cannot be
 * read; the signal's reason if it aborts
 */
export async function* readLines(file: string, options: LineOptions): AsyncGenerator<Line[], void> {
  const reader = new Utf8Reader();
  const lines = new LineCutter(options.longest, file);
  try {
    for await (const chunk of bytesOf(file, options)) {
      options.signal?.throwIfAborted();
      yield lines.add(reader.add(chunk));
    }
    reader.end();
  } catch (error) {
    if (error instanceof NotTextError) throw unusable(`${basename(file)} ${error.message}`, error);
    throw error;
  }
  yield lines.end();
}

/** Assembles lines from text that arrives in chunks. Each character is examined once. */
class LineCutter {
  /** The start of a line that is not complete yet. */
  #parts: string[] = [];
  #length = 0;
  #number = 1;
  /** Offset of those parts in their line; the text before has already been returned. */
  #offset = 0;
  #afterCr = false;

  constructor(
    private readonly longest: number | undefined,
    private readonly file: string,
  ) {}

  add(text: string): Line[] {
    const lines: Line[] = [];
    let from = this.#afterCr && text.startsWith('\n') ? 1 : 0;
    if (text !== '') this.#afterCr = text.endsWith('\r');
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code !== 0x0a && code !== 0x0d) continue;
      this.#finish(text.slice(from, at), lines);
      if (code === 0x0d && text.charCodeAt(at + 1) === 0x0a) at++;
      from = at + 1;
    }
    this.#keep(text.slice(from), lines);
    return lines;
  }

  end(): Line[] {
    const lines: Line[] = [];
    this.#finish('', lines);
    return lines;
  }

  #finish(text: string, lines: Line[]): void {
    this.#keep(text, lines);
    let offset = this.#offset;
    if (this.#length > 0) {
      for (const piece of pieces(this.#parts.join(''), this.longest ?? longestWhole)) {
        lines.push({ text: piece, number: this.#number, offset });
        offset += piece.length;
      }
    }
    this.#parts = [];
    this.#length = 0;
    this.#offset = 0;
    this.#number++;
  }

  #keep(text: string, lines: Line[]): void {
    if (text === '') return;
    this.#parts.push(text);
    this.#length += text.length;
    const longest = this.longest ?? longestWhole;
    if (this.#length <= longest) return;
    if (this.longest === undefined)
      throw unusable(
        `Line ${this.#number} of ${basename(this.file)} is longer than any document. Put one document on each line.`,
      );
    const rest = this.#parts.join('');
    let from = 0;
    while (rest.length - from > longest) {
      const end = from + cutBefore(rest.slice(from, from + longest + 1), longest);
      lines.push({ text: rest.slice(from, end), number: this.#number, offset: this.#offset });
      this.#offset += end - from;
      from = end;
    }
    this.#parts = [rest.slice(from)];
    this.#length = rest.length - from;
  }
}

async function* bytesOf(file: string, { gzip, hash }: LineOptions): AsyncGenerator<Buffer, void> {
  const bytes = createReadStream(file, { highWaterMark: chunkSize });
  if (hash) bytes.on('data', (chunk) => hash.update(chunk));
  // `pipeline` destroys both streams when one fails, or when reading stops early.
  const input: Readable = gzip ? pipeline(bytes, createGunzip({ chunkSize }), () => undefined) : bytes;
  let unpacked = 0;
  try {
    for await (const chunk of input as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      const { ratio, bytes: many } = mostUnpacked;
      if (gzip && unpacked > many && unpacked > ratio * bytes.bytesRead)
        throw unusable(
          `${basename(file)} unpacks to more than ${ratio} times its size, which no text does. Check where it comes from, or unpack it.`,
        );
      yield chunk;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'corpus-unusable') throw error;
    throw code.startsWith('Z_')
      ? unusable(`${basename(file)} is no gzip archive, or it is damaged. Pack it again.`, error)
      : unusable(`${file} cannot be read (${code || String(error)}). Check that it is still there.`, error);
  } finally {
    bytes.destroy();
  }
}
