/** How many documents are remembered for comparison: forty megabytes. */
const mostKnown = 1 << 19;
/** How many UTF-16 units identify a document, together with its length. */
const looked = 1000;
/** Below this share nothing is reported: short lines repeat in every text. */
const worthTelling = 0.1;

/**
 * Measures the share of documents that occurred before. In a large corpus only repetitions of the first
 * documents are found.
 */
export class Repeats {
  readonly #known = new Set<number>();
  #documents = 0;
  #repeated = 0;

  add(document: string): void {
    const key = hashOf(document);
    this.#documents++;
    if (this.#known.has(key)) this.#repeated++;
    else if (this.#known.size < mostKnown) this.#known.add(key);
  }

  /** From 0 to 1; 0 without documents. */
  get share(): number {
    return this.#documents > 0 ? this.#repeated / this.#documents : 0;
  }
}

/**
 * A warning if much of a text occurs more than once; undefined if little does.
 *
 * @param name of the file or the corpus, for the message
 * @param share of its documents, from 0 to 1
 */
export function repeatWarning(name: string, documents: number, share: number): string | undefined {
  if (share < worthTelling) return undefined;
  return `${name} repeats itself: ${Math.floor(100 * share)} % of its ${documents.toLocaleString('en')} documents were there before. They count again; leave them out, e.g. with sort -u.`;
}

/**
 * FNV-1a twice, as 53 bits: in a million documents, two different ones collide in one of ten thousand
 * corpora.
 */
function hashOf(text: string): number {
  let [high, low] = [0x811c9dc5 ^ text.length, 0x9747b28c];
  for (let i = 0; i < text.length && i < looked; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x85ebca6b) ^ (high >>> 15);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
