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
  /** Is given all bytes of the file as they lie on the disk. */
  hash?: Hash | undefined;
  /** Longer lines come in pieces of about so many UTF-16 units; without it a line comes whole. */
  longest?: number;
  signal?: AbortSignal | undefined;
}

/** No document has this many characters; a line that does is no line. */
const longestWhole = 1 << 24;
const chunkSize = 1 << 18;
/** Text packs to a third or a tenth. What unpacks to more than this, and is large, was made to fill disks or memory. */
const mostUnpacked = { ratio: 100, bytes: 1 << 25 };

/**
 * The lines of a UTF-8 file without their ends (LF, CRLF or CR), some at a time, none of them empty: memory stays flat
 * whatever the file's size. A byte order mark is dropped.
 *
 * @throws BabelscopeError `corpus-unusable` for another encoding, a damaged archive or a file that cannot be read; what
 *   the signal says when it aborts
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

/** Puts lines together from text that comes in chunks. Each character is looked at once. */
class LineCutter {
  /** What there is of a line that goes on. */
  #parts: string[] = [];
  #length = 0;
  #number = 1;
  /** Of that in its line: what came before has been given out already. */
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
  // `pipeline` destroys both ends when one fails, and when nobody reads on.
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
