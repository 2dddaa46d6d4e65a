import type { FileHandle } from 'node:fs/promises';
import { GraphError } from './error';
import { mostElements, tooMany } from './extent';

/** Protocol Buffers wire types that ONNX files use. */
export const enum Wire {
  Varint = 0,
  Bit64 = 1,
  Bytes = 2,
  Bit32 = 5,
}

/** One field of a message: its number, how it is stored, and where its tag, payload and end lie in the file. */
export interface Field {
  number: number;
  wire: number;
  start: number;
  body: number;
  end: number;
}

const windowSize = 1 << 16;
/** Longest tag plus longest length: two varints of ten bytes. */
const longestHeader = 20;
/** A graph without its weights is megabytes; past this somebody is up to something. */
const copyLimit = 256 << 20;

/**
 * Reads a file through a small window with positioned reads, so that what is skipped is never read.
 * Positions are byte offsets in the file.
 */
export class Pread {
  private readonly window = Buffer.allocUnsafe(windowSize);
  private windowStart = 0;
  private windowEnd = 0;
  private copied = 0;
  private counted = 0;

  constructor(
    private readonly handle: FileHandle,
    readonly size: number,
  ) {}

  /**
   * The fields of the message that lies in [start, end).
   * @throws GraphError `truncated` when the file ends inside it, `malformed` when it breaks the wire format,
   *   `unsupported` when there are more of them than in any model, all calls together
   */
  async *fields(start: number, end: number): AsyncGenerator<Field, void, void> {
    let position = start;
    while (position < end) {
      const available = Math.min(end, this.size);
      if (position >= available) throw truncated();
      const tag = await this.varint(position, available);
      const number = Math.floor(tag.value / 8);
      const wire = tag.value % 8;
      let body = tag.next;
      let length: number;
      if (wire === Wire.Bytes) {
        const prefix = await this.varint(body, available);
        body = prefix.next;
        length = prefix.value;
      } else if (wire === Wire.Varint) {
        length = (await this.varint(body, available)).next - body;
      } else if (wire === Wire.Bit64 || wire === Wire.Bit32) {
        length = wire === Wire.Bit64 ? 8 : 4;
      } else {
        throw malformed(`wire type ${wire} at byte ${position}`);
      }
      if (number === 0) throw malformed(`a field numbered 0 at byte ${position}`);
      const fieldEnd = body + length;
      if (fieldEnd > end) {
        if (end >= this.size) throw truncated();
        throw malformed(`a field at byte ${position} is longer than what holds it`);
      }
      if (++this.counted > mostElements) throw tooMany();
      yield { number, wire, start: position, body, end: fieldEnd };
      position = fieldEnd;
    }
  }

  /** A copy of the bytes in [start, end). */
  async copy(start: number, end: number): Promise<Uint8Array> {
    this.copied += end - start;
    if (this.copied > copyLimit) {
      throw new GraphError(
        'unsupported',
        `The model keeps more than ${copyLimit >> 20} MiB outside its weights. Export it again with its weights as initializers.`,
      );
    }
    if (start >= this.windowStart && end <= this.windowEnd) {
      return Uint8Array.from(this.window.subarray(start - this.windowStart, end - this.windowStart));
    }
    const bytes = new Uint8Array(end - start);
    await this.readInto(bytes, start);
    return bytes;
  }

  private async varint(position: number, end: number): Promise<{ value: number; next: number }> {
    if (position < this.windowStart || position + longestHeader > this.windowEnd) await this.move(position);
    let value = 0;
    let factor = 1;
    for (let length = 0; length < 10; length += 1) {
      const at = position + length;
      if (at >= end)
        throw end >= this.size ? truncated() : malformed(`a number at byte ${position} is cut off`);
      const byte = this.window[at - this.windowStart];
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return { value, next: at + 1 };
      factor *= 128;
    }
    throw malformed(`a number at byte ${position} has no end`);
  }

  private async move(position: number): Promise<void> {
    const length = Math.min(windowSize, this.size - position);
    await this.readInto(this.window.subarray(0, length), position);
    this.windowStart = position;
    this.windowEnd = position + length;
  }

  private async readInto(bytes: Uint8Array, position: number): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await this.handle.read(bytes, done, bytes.length - done, position + done);
      if (bytesRead === 0) throw truncated();
      done += bytesRead;
    }
  }
}

function truncated(): GraphError {
  return new GraphError('truncated', 'The model file ends too early. Download or copy it again.');
}

function malformed(what: string): GraphError {
  return new GraphError('malformed', `The model file is damaged (${what}). Download or export it again.`);
}
