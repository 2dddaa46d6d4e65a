/** What `identify.ts` offers; given, not imported, since it brings a megabyte of n-grams along. */
export type Identifier = Pick<
  typeof import('./identify'),
  'identifiedAs' | 'identifyLanguage' | 'isIdentifiable'
>;
