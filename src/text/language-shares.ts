/** What the documents of a corpus read as, by a sample of them. */
export interface LanguageShares {
  /** Share of the samples that read as the language itself, 0–1; null if it cannot be determined. */
  own: number | null;
  /** Number of documents examined. */
  samples: number;
  /** BCP-47 tags of the other languages they read as, the most frequent first; `und` if unknown. */
  others: { language: string; share: number }[];
}

/** Below this share of documents in their own language a corpus is marked. */
const fewestOwn = 0.9;

/** Whether too many of a corpus's documents read as another language. */
export function isMixed({ own }: Pick<LanguageShares, 'own'>): boolean {
  return own !== null && own < fewestOwn;
}
