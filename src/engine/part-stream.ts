import type { CallContext } from '../rpc/rpc';
import type { GenerationPart } from '../protocol/generation';

/** Minimum milliseconds between two parts: a screen cannot show them faster. */
const pause = 16;

/** Sends a generation in parts: the first at once, and none empty. */
export class PartStream {
  readonly #context: CallContext<GenerationPart>;
  readonly #total: number;
  #ids: number[] = [];
  #tokens = 0;
  #sent = 0;
  #sentAt = -Infinity;

  /** @param total maximum number of tokens */
  constructor(context: CallContext<GenerationPart>, total: number) {
    this.#context = context;
    this.#total = total;
  }

  /** @param text the whole text so far, without characters that may still change */
  token(id: number, text: string): void {
    this.#ids.push(id);
    this.#tokens++;
    if (performance.now() - this.#sentAt >= pause) this.flush(text);
  }

  /** Sends what has not been sent yet. */
  flush(text: string): void {
    if (this.#ids.length === 0 && text.length === this.#sent) return;
    const part: GenerationPart = { text: text.slice(this.#sent), ids: Int32Array.from(this.#ids) };
    this.#context.progress({ done: this.#tokens, total: this.#total, part });
    this.#ids = [];
    this.#sent = text.length;
    this.#sentAt = performance.now();
  }
}
