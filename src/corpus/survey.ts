import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { readDocuments } from './documents';
import { unusable } from './error';
import { Repeats } from './repeats';

/** A file of a corpus, as a result names it. */
export interface CorpusFile {
  name: string;
  bytes: number;
  /** Of the file as it lies on the disk, hexadecimal. */
  sha256: string;
}

/** What a language's corpus holds, known before any of it is used. */
export interface Survey {
  files: CorpusFile[];
  /** Documents that are not empty. */
  documents: number;
  /** UTF-16 units in them. */
  characters: number;
  /** Share of the documents that were there before, from 0 to 1. */
  repeated: number;
  /** Some documents from all over the corpus, the same for the same files: to estimate tokens, to identify. */
  samples: string[];
}

/** How many documents are kept as samples. */
const sampleCount = 128;

/**
 * Reads a corpus once from end to end: what is in it, is it text, what are its hashes.
 *
 * @param onBytes is told how much has been read; a turn of the event loop passes before each
 * @throws BabelscopeError `corpus-unusable` in a sentence that names the file; what the signal says when it aborts
 */
export async function surveyCorpus(
  language: string,
  files: readonly string[],
  signal?: AbortSignal,
  onBytes?: (read: number) => void,
): Promise<Survey> {
  const survey: Survey = { files: [], documents: 0, characters: 0, repeated: 0, samples: [] };
  const repeats = new Repeats();
  // Every `stride`-th document is a sample; whenever there are too many, every second one goes.
  let stride = 1;
  let read = 0;
  for (const file of files) {
    const { size } = await sizeOf(file);
    const hash = createHash('sha256');
    let before = survey.characters;
    for await (const documents of readDocuments(file, { hash, signal })) {
      for (const { text } of documents) {
        if (survey.documents % stride === 0) survey.samples.push(text.slice(0, 2000));
        if (survey.samples.length > sampleCount) {
          survey.samples = survey.samples.filter((_, i) => i % 2 === 0);
          stride *= 2;
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
  return { ...survey, repeated: repeats.share };
}

async function sizeOf(file: string): Promise<{ size: number }> {
  try {
    return await stat(file);
  } catch (error) {
    throw unusable(`There is no file ${file} any more. Check the folder of texts.`, error);
  }
}
