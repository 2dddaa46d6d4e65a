import type { Document } from './documents';
import { readDocuments } from './documents';

/** A reading position in a corpus; plain data, so it can be resumed. */
export interface Place {
  /** How often the whole corpus has been read before. */
  pass: number;
  /** Documents of this pass already processed, used or not. */
  document: number;
}

/** A document selected from a corpus. */
export interface SampledDocument extends Document {
  /** Index of its file. */
  file: number;
  /** Where reading resumes after it. */
  place: Place;
}

/** Fractional part of the golden ratio: steps of this size fill an interval more evenly than any others. */
export const golden = 0.6180339887498949;

/**
 * In which pass over a corpus a document is used. Each pass uses a share `rate` of all documents, evenly from
 * beginning to end; the same for the same seed.
 *
 * @param rate above 0, at most 1
 */
function passOf(document: number, rate: number, seed: number): number {
  const start = (((seed * 0.7548776662466927) % 1) + 1) % 1;
  return Math.floor(((start + document * golden) % 1) / rate);
}

/**
 * A corpus's documents in the order of use: the first pass's share of them, then the next one's. A corpus is
 * often sorted by source, so its beginning alone would be a single source.
 *
 * @param from where to resume
 * @throws BabelscopeError `corpus-unusable` in a sentence that names the file; the signal's reason if it
 * aborts
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
