/** Tokens of a text, each with the range of the text it came from. */
export interface Encoding {
  /** [pos] token ids */
  readonly ids: Int32Array;
  /** [pos] UTF-16 start offsets into the given text, non-decreasing */
  readonly start: Int32Array;
  /** [pos] UTF-16 end offsets (exclusive), non-decreasing; equal to start where a token came from nothing */
  readonly end: Int32Array;
}

/** Collects the tokens of a text in order. */
export class EncodingBuilder {
  private readonly ids: number[] = [];
  private readonly start: number[] = [];
  private readonly end: number[] = [];

  /** Adds a token. Ranges can only move on, whatever the normalizers did. */
  add(id: number, start: number, end: number): void {
    const last = this.ids.length - 1;
    const from = last < 0 ? start : Math.max(start, this.start[last]);
    this.ids.push(id);
    this.start.push(from);
    this.end.push(Math.max(end, from, last < 0 ? 0 : this.end[last]));
  }

  finish(): Encoding {
    return {
      ids: Int32Array.from(this.ids),
      start: Int32Array.from(this.start),
      end: Int32Array.from(this.end),
    };
  }
}
