import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { readDocuments } from './documents';
import { unusable } from './error';
import { Repeats } from './repeats';
import { golden } from './sampling';

/** A corpus file, as recorded in a result. */
export interface CorpusFile {
  name: string;
  bytes: number;
  /** Of the file as stored on disk, hexadecimal. */
  sha256: string;
}

/** The contents of a language's corpus, known before any of it is used. */
export interface Survey {
  files: CorpusFile[];
  /** Number of documents that are not empty. */
  documents: number;
  /** UTF-16 units in them. */
  characters: number;
  /** Share of the documents that occurred before, from 0 to 1. */
  repeated: number;
  /**
   * Some documents from all over the corpus, the same for the same files: for estimating tokens, and for
   * identification.
   */
  samples: string[];
}

/** How many documents are kept as samples. */
const sampleCount = 128;

/**
 * Reads a whole corpus once: what it contains, whether it is text, and its hashes.
 *
 * @param onBytes called with how much has been read, each time after a turn of the event loop
 * @throws BabelscopeError `corpus-unusable` in a sentence that names the file; the signal's reason if it
 * aborts
 */
export async function surveyCorpus(
  language: string,
  files: readonly string[],
  signal?: AbortSignal,
  onBytes?: (read: number) => void,
): Promise<Survey> {
  const survey: Survey = { files: [], documents: 0, characters: 0, repeated: 0, samples: [] };
  const repeats = new Repeats();
  // An even share of all documents, halved whenever it grows too large. Dropping every second one would keep
  // one language where two alternate.
  let rate = 1;
  let kept: { at: number; text: string }[] = [];
  let read = 0;
  for (const file of files) {
    const { size } = await sizeOf(file);
    const hash = createHash('sha256');
    let before = survey.characters;
    for await (const documents of readDocuments(file, { hash, signal })) {
      for (const { text } of documents) {
        const at = (survey.documents * golden) % 1;
        if (at < rate) kept.push({ at, text: text.slice(0, 2000) });
        if (kept.length > sampleCount) {
          rate /= 2;
          kept = kept.filter((sample) => sample.at < rate);
        }
        survey.documents++;
        repeats.add(text);
        survey.characters += text.length;
      }
      if (survey.characters - before > 1 << 22) {
        before = survey.characters;
        onBytes?.(read);
      }
    }
    read += size;
    onBytes?.(read);
    survey.files.push({ name: basename(file), bytes: size, sha256: hash.digest('hex') });
  }
  if (survey.documents === 0) {
    throw unusable(
      `The texts in ${language} are empty (${basename(files[0] ?? language)}). Add some, or remove them.`,
    );
  }
  return { ...survey, repeated: repeats.share, samples: kept.map(({ text }) => text) };
}

async function sizeOf(file: string): Promise<{ size: number }> {
  try {
    return await stat(file);
  } catch (error) {
    throw unusable(`There is no file ${file} any more. Check the folder of texts.`, error);
  }
}
