/** What the documents of a corpus read as, by a sample of them. */
export interface LanguageShares {
  /** Share of the samples that read as the language itself, 0–1; null where that cannot be told. */
  own: number | null;
  /** Documents that it is told from. */
  samples: number;
  /** BCP-47 tags of what else they read as, the most frequent first; `und` where that cannot be told. */
  others: { language: string; share: number }[];
}

/** Below this share of documents in their own language a corpus is marked. */
const fewestOwn = 0.9;

/** Whether too many of a corpus's documents read as another language. */
export function isMixed({ own }: Pick<LanguageShares, 'own'>): boolean {
  return own !== null && own < fewestOwn;
}
