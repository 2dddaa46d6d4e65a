import { readDocuments } from './documents';

/**
 * The first documents of each file, without reading on: enough to show a person and to identify the language before
 * a run. What the whole holds is told by `surveyCorpus`.
 *
 * @throws BabelscopeError `corpus-unusable` in a sentence that names the file
 */
export async function previewCorpus(files: readonly string[], perFile = 64): Promise<string[]> {
  const documents: string[] = [];
  for (const file of files) {
    let taken = 0;
    for await (const document of readDocuments(file)) {
      documents.push(document.slice(0, 2000));
      if (++taken >= perFile) break;
    }
  }
  return documents;
}
