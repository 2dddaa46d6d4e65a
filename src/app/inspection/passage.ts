import type { Source } from '../../protocol/webview';

/** One stretch of a document as it was when read. */
export interface Segment {
  /** UTF-16 offset of its beginning in the document; moves when text before it is edited. */
  start: number;
  text: string;
}

/** What one inspection reads: the selections of one document, in document order. */
export interface Passage {
  /** The document's URI. */
  uri: string;
  segments: Segment[];
  source: Source;
}

/** A replaced stretch of the document: UTF-16 offset and length before, and the replacement text. */
export interface Edit {
  offset: number;
  length: number;
  inserted: number;
}

/**
 * Keeps track of where a passage's text stands while its document is edited. Edits before a segment move it;
 * the passage is stale while the text there does not match letter for letter, so undoing the edit makes it
 * valid again.
 */
export class Anchors {
  readonly #lengths: number[];
  #stale = false;

  constructor(readonly passage: Passage) {
    this.#lengths = passage.segments.map((segment) => segment.text.length);
  }

  get stale(): boolean {
    return this.#stale;
  }

  /**
   * Applies the edits of one change event, in the event's order.
   * @param read the document's current text, from an offset, for a number of UTF-16 units
   * @returns whether `stale` changed
   */
  follow(edits: readonly Edit[], read: (start: number, length: number) => string): boolean {
    let touched = this.#stale || edits.length === 0;
    for (const { offset, length, inserted } of edits) {
      this.passage.segments.forEach((segment, index) => {
        if (offset + length <= segment.start) segment.start += inserted - length;
        else if (offset < segment.start + this.#lengths[index]) touched = true;
      });
    }
    if (!touched) return false;
    const before = this.#stale;
    this.#stale = this.passage.segments.some(
      (segment, index) => read(segment.start, this.#lengths[index]) !== segment.text,
    );
    return this.#stale !== before;
  }
}
