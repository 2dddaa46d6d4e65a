import type { TextTokenizer } from './tokenizer';

/**
 * Tokens before the continuation that are decoded with it, so its first token reads as in the middle of a
 * text.
 */
const contextTokens = 4;
/** Tokens that are decoded together at most, but for those of an incomplete character. */
const mostTokens = 8;
/** A character has at most four bytes, so after three tokens a fourth completes it, or nothing will. */
const mostPartial = 3;
/** What decoders give for the bytes of an incomplete character. */
const hanging = /\ufffd+$/;

/**
 * The text of tokens that arrive one by one, never half a character: what a token leaves incomplete waits for
 * the next. Decoding is left to the tokenizer, over a few tokens at a time, so that byte fallback and
 * word-boundary marks read as in the whole text.
 */
export class Continuation {
  /** All whole characters so far. */
  text = '';
  readonly #tokenizer: TextTokenizer;
  /** The last tokens that read as a whole, then those of an incomplete character. */
  #recent: number[];
  /** How many of them read as a whole, and the length of their text. */
  #whole: number;
  #known: number;
  /** `[pos]` length of `text` before the token, and whether a character stays incomplete behind it. */
  readonly #before: number[] = [];
  readonly #partial: boolean[] = [];

  /** @param prompt the tokens before the continuation */
  constructor(tokenizer: TextTokenizer, prompt: ArrayLike<number>) {
    this.#tokenizer = tokenizer;
    this.#recent = Array.from(prompt).slice(-contextTokens);
    this.#whole = this.#recent.length;
    // A prompt that ends inside a character leaves it to the continuation.
    this.#known = this.#decode().replace(hanging, '').length;
  }

  /** Adds a token; returns the characters that it makes whole. */
  push(id: number): string {
    this.#before.push(this.text.length);
    this.#recent.push(id);
    const decoded = this.#decode().slice(this.#known);
    const partial = this.#recent.length - this.#whole <= mostPartial && hanging.test(decoded);
    this.#partial.push(partial);
    if (partial) return '';
    this.text += decoded;
    if (this.#recent.length > mostTokens) {
      this.#recent = this.#recent.slice(-contextTokens);
      this.#known = this.#decode().length;
    } else this.#known += decoded.length;
    this.#whole = this.#recent.length;
    return decoded;
  }

  /**
   * Where each token is in the text, cut to `length` UTF-16 units. Tokens that only together make whole characters share
   * one range; a token of a character that was never completed has an empty one.
   */
  ranges(length: number = this.text.length): { start: Uint32Array; end: Uint32Array } {
    const start = Uint32Array.from(this.#before, (before) => Math.min(before, length));
    const end = new Uint32Array(start.length);
    let next = this.text.length;
    for (let pos = start.length - 1; pos >= 0; pos--) {
      // If a character stays incomplete, the range ends where that of the token which completes it ends.
      end[pos] = Math.min(next, length);
      if (pos > 0 && !this.#partial[pos - 1]) next = this.#before[pos];
    }
    return { start, end };
  }

  #decode(): string {
    return this.#tokenizer.decode(this.#recent, { skipSpecial: true });
  }
}
