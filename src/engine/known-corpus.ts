import { stat } from 'node:fs/promises';
import * as v from 'valibot';
import { keeperOf, languageShares, languageWarning, wordlessWarning } from '../corpus/check';
import { BabelscopeError } from '../rpc/failure';
import { repeatWarning } from '../corpus/repeats';
import { surveyCorpus } from '../corpus/survey';
import type { TextTokenizer } from '../text/tokenizer';
import { sharesShape } from '../files/atlas';

/** The results of surveying a language's corpus. */
export const knownCorpus = v.object({
  files: v.array(v.object({ name: v.string(), bytes: v.number(), sha256: v.string() })),
  documents: v.number(),
  /** Estimated number of tokens. */
  tokens: v.number(),
  warning: v.optional(v.string()),
  /** Missing in files of earlier versions. */
  readsAs: v.optional(sharesShape),
});
export type KnownCorpus = v.InferOutput<typeof knownCorpus>;

/** Extra documents beyond the sample's estimate, so that one pass over the corpus is usually enough. */
const spare = 1.1;

/** Surveys a language's corpus: whether it is in that language, and how much of it is needed. */
export async function lookAt(
  language: string,
  files: readonly string[],
  tokenizer: TextTokenizer,
  signal: AbortSignal,
  onBytes: () => void,
): Promise<KnownCorpus> {
  const {
    files: read,
    documents,
    characters,
    repeated,
    samples,
  } = await surveyCorpus(language, files, signal, onBytes);
  const inSamples = samples.reduce((sum, { length }) => sum + length, 0);
  const tokens = tokenizer.encodeAll(samples).reduce((sum, { ids }) => sum + ids.length, 0);
  const readsAs = await languageShares(language, samples);
  const name = read.length === 1 ? read[0].name : `${read[0].name} and ${read.length - 1} more`;
  const warnings = [
    languageWarning(name, language, readsAs),
    await wordlessWarning(name, language, samples, readsAs),
    repeatWarning(name, documents, repeated),
  ].filter((warning) => warning !== undefined);
  return {
    files: read,
    documents,
    tokens: Math.max(1, Math.round((characters * tokens) / inSamples)),
    readsAs,
    warning: warnings.length > 0 ? warnings.join(' ') : undefined,
  };
}

/** Estimated number of usable tokens in a corpus. */
export function tokensOf({ tokens, readsAs }: KnownCorpus, dropForeign: boolean | undefined): number {
  return dropForeign ? Math.max(1, Math.round(tokens * (readsAs?.own ?? 1))) : tokens;
}

/** Advice to append to a warning about a language's texts. */
export function adviceOn(dropForeign: boolean | undefined): string {
  return dropForeign
    ? ' The others are left out.'
    : ' Look at the texts, or leave the others out: with --drop-foreign, or where the editor asks.';
}

/** The filter for documents, if foreign ones are left out, and a warning if they cannot be recognised. */
export async function keeping(
  language: string,
  { readsAs }: KnownCorpus,
  dropForeign: boolean | undefined,
): Promise<{ keep?: (text: string) => boolean; warning?: string }> {
  if (!dropForeign) return {};
  if (readsAs?.own === null)
    return {
      warning: `Whether documents read as ${language} cannot be told, so that none of them is left out.`,
    };
  return { keep: await keeperOf(language) };
}

/** @returns a failure saying that all documents were left out */
export function nothingLeft(language: string, what: 'count' | 'measure'): BabelscopeError {
  return new BabelscopeError(
    'corpus-unusable',
    `No document of the texts in ${language} reads as that language, so nothing is left to ${what}. Check the texts, or ${what} them with all documents.`,
  );
}

/**
 * Share of a corpus's documents that roughly suffices for a number of tokens.
 *
 * @param available tokens of the corpus
 */
export function rateFor(tokens: number, available: number): number {
  return Math.min(1, (spare * tokens) / available);
}

/**
 * The texts of a run: `[language, file]` paths, sizes in bytes and modification times; −1 for a missing file.
 */
export interface Texts {
  files: string[][];
  sizes: number[][];
  times: number[][];
}

/** Sizes and times reveal a changed corpus without reading it. */
export async function textsOf(corpora: readonly { files: string[] }[]): Promise<Texts> {
  const files = corpora.map((corpus) => corpus.files);
  const found = await Promise.all(
    files.map((each) => Promise.all(each.map((file) => stat(file).catch(() => undefined)))),
  );
  return {
    files,
    sizes: found.map((each) => each.map((file) => file?.size ?? -1)),
    times: found.map((each) => each.map((file) => file?.mtimeMs ?? -1)),
  };
}
