import type { Document } from './documents';
import { readDocuments } from './documents';

/** Where a reading of a corpus stands; plain data, so that it can be resumed. */
export interface Place {
  /** How often the whole corpus has been gone through. */
  pass: number;
  /** Documents of this pass that are done with, used or not. */
  document: number;
}

/** A document of a corpus that is used. */
export interface SampledDocument extends Document {
  /** Index of its file. */
  file: number;
  /** Where reading goes on after it. */
  place: Place;
}

/** Fraction of the golden ratio: steps of this size fill an interval more evenly than any others. */
export const golden = 0.6180339887498949;

/**
 * In which pass over a corpus a document is used, so that each pass uses a share `rate` of all documents, evenly
 * from the beginning to the end. The same for the same seed.
 *
 * @param rate above 0, at most 1
 */
function passOf(document: number, rate: number, seed: number): number {
  const start = (((seed * 0.7548776662466927) % 1) + 1) % 1;
  return Math.floor(((start + document * golden) % 1) / rate);
}

/**
 * A corpus's documents in the order in which they are used: the first pass's share of them, then the next one's. A
 * corpus is often sorted by source; its beginning alone would be one source.
 *
 * @param from where to go on
 * @throws BabelscopeError `corpus-unusable` in a sentence that names the file; what the signal says when it aborts
 */
export async function* sampleDocuments(
  files: readonly string[],
  rate: number,
  seed: number,
  from: Place,
  signal?: AbortSignal,
): AsyncGenerator<SampledDocument, void> {
  const passes = Math.ceil(1 / rate);
  for (let pass = from.pass; pass < passes; pass++) {
    let document = 0;
    const done = pass === from.pass ? from.document : 0;
    for (const [file, path] of files.entries()) {
      for await (const some of readDocuments(path, { signal })) {
        for (const found of some) {
          const index = document++;
          if (index >= done && passOf(index, rate, seed) === pass)
            yield { ...found, file, place: { pass, document } };
        }
      }
    }
  }
}
