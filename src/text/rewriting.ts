import type { AlignedText } from './aligned';
import { originEnd, originStart } from './aligned';
import { unsupported } from './error';

/** So many times as long as it was a text may become, and so many UTF-16 units besides: real ones stay below three. */
const mostGrown = { times: 32, units: 4096 };

/**
 * Holds a text that a stage has made against the one that it was: stages that each put ten letters for one make a
 * gigabyte of a word.
 *
 * @param stage as the sentence calls it: `Normalizer "Replace"`
 * @throws TokenizerError
 */
export function expectGrowth(length: number, before: number, stage: string): void {
  if (length > mostGrown.times * before + mostGrown.units)
    throw unsupported(`makes a text more than ${mostGrown.times} times as long in its ${stage}`);
}

/**
 * Builds a changed copy of an aligned text from left to right. Everything that is put in place of something
 * carries the range of what it replaces; everything kept carries its own.
 */
export class Rewriting {
  private cursor = 0;
  private length = 0;
  private readonly parts: string[] = [];
  private start: Int32Array;
  private end: Int32Array;

  constructor(
    private readonly source: AlignedText,
    /** As a sentence calls it. */
    private readonly stage = 'tokenizer.json',
  ) {
    this.start = new Int32Array(source.text.length + 16);
    this.end = new Int32Array(source.text.length + 16);
  }

  /** Keeps the units of the source up to `unit`. */
  keepUntil(unit: number): void {
    if (unit <= this.cursor) return;
    this.reserve(unit - this.cursor);
    this.start.set(this.source.start.subarray(this.cursor, unit), this.length);
    this.end.set(this.source.end.subarray(this.cursor, unit), this.length);
    this.parts.push(this.source.text.slice(this.cursor, unit));
    this.length += unit - this.cursor;
    this.cursor = unit;
  }

  /** Puts `text` in place of the units of the source up to `unit`; none of them: an insertion. */
  putUntil(unit: number, text: string): void {
    if (text.length > 0) {
      expectGrowth(this.length + text.length, this.source.text.length, this.stage);
      this.reserve(text.length);
      this.start.fill(originStart(this.source, this.cursor, unit), this.length, this.length + text.length);
      this.end.fill(originEnd(this.source, this.cursor, unit), this.length, this.length + text.length);
      this.parts.push(text);
      this.length += text.length;
    }
    this.cursor = unit;
  }

  /** The length of what was built so far: where the next unit goes. */
  get position(): number {
    return this.length;
  }

  /** Keeps the rest and hands over the result. */
  finish(): AlignedText {
    this.keepUntil(this.source.text.length);
    return {
      text: this.parts.join(''),
      start: this.start.subarray(0, this.length),
      end: this.end.subarray(0, this.length),
      anchor: this.source.anchor,
    };
  }

  private reserve(units: number): void {
    if (this.length + units <= this.start.length) return;
    const capacity = 2 * (this.length + units);
    this.start = grown(this.start, capacity);
    this.end = grown(this.end, capacity);
  }
}

function grown(values: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(capacity);
  copy.set(values);
  return copy;
}
