import { readDocuments } from './documents';

/**
 * The first documents of each file, without reading further: enough to show the user and to identify the
 * language before a run. `surveyCorpus` examines the whole.
 *
 * @throws BabelscopeError `corpus-unusable` in a sentence that names the file
 */
export async function previewCorpus(files: readonly string[], perFile = 64): Promise<string[]> {
  const documents: string[] = [];
  for (const file of files) {
    let left = perFile;
    for await (const some of readDocuments(file)) {
      documents.push(...some.slice(0, left).map(({ text }) => text.slice(0, 2000)));
      left -= some.length;
      if (left <= 0) break;
    }
  }
  return documents;
}
