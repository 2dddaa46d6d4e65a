import type { FileHandle } from 'node:fs/promises';
import { GraphError } from './error';
import { Extent } from './extent';

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
/** A graph without its weights takes megabytes; anything beyond this is suspect. */
const copyLimit = 256 << 20;

/**
 * Reads a file through a small window with positioned reads, so skipped parts are never read. Positions are
 * byte offsets in the file.
 */
export class Pread {
  private readonly window = Buffer.allocUnsafe(windowSize);
  private windowStart = 0;
  private windowEnd = 0;
  private copied = 0;
  /** Of all fields that were handed out. */
  readonly extent = new Extent();

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
      await this.see(position);
      const tag = this.varint(position, available);
      const number = Math.floor(tag.value / 8);
      const wire = tag.value % 8;
      let body = tag.next;
      let length: number;
      if (wire === Wire.Bytes) {
        const prefix = this.varint(body, available);
        body = prefix.next;
        length = prefix.value;
      } else if (wire === Wire.Varint) {
        length = this.varint(body, available).next - body;
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
      this.extent.add(1);
      yield { number, wire, start: position, body, end: fieldEnd };
      position = fieldEnd;
    }
  }

  /** Copies the bytes in [start, end) to where `target` begins. */
  async copy(start: number, end: number, target: Uint8Array): Promise<void> {
    this.copied += end - start;
    if (this.copied > copyLimit) throw tooMuch();
    if (start >= this.windowStart && end <= this.windowEnd)
      target.set(this.window.subarray(start - this.windowStart, end - this.windowStart));
    else await this.readInto(target.subarray(0, end - start), start);
  }

  /** Within the window. */
  private varint(position: number, end: number): { value: number; next: number } {
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

  /** Moves the window so that a field's tag and length are in it. */
  private async see(position: number): Promise<void> {
    const last = Math.min(position + longestHeader, this.size);
    if (position >= this.windowStart && last <= this.windowEnd) return;
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

/** Stretches of a file, concatenated in memory. */
export class Gathering {
  private buffer = Buffer.alloc(0);
  private length = 0;

  constructor(private readonly file: Pread) {}

  /** Puts a copy of the bytes in [start, end) behind those before. */
  async add(start: number, end: number): Promise<void> {
    const length = this.length + end - start;
    if (length > copyLimit) throw tooMuch();
    if (length > this.buffer.length) {
      const larger = Buffer.alloc(Math.max(length, 2 * this.buffer.length));
      larger.set(this.bytes);
      this.buffer = larger;
    }
    await this.file.copy(start, end, this.buffer.subarray(this.length));
    this.length = length;
  }

  get bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }
}

function tooMuch(): GraphError {
  return new GraphError(
    'unsupported',
    `The model keeps more than ${copyLimit >> 20} MiB outside its weights. Export it again with its weights as initializers.`,
  );
}

function truncated(): GraphError {
  return new GraphError('truncated', 'The model file ends too early. Download or copy it again.');
}

function malformed(what: string): GraphError {
  return new GraphError('malformed', `The model file is damaged (${what}). Download or export it again.`);
}
