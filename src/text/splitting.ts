import { unsupported } from './error';
import { eachMatch } from './pattern';

/** What becomes of the matches of the pattern that a text is split by; the names are those of tokenizer.json. */
const behaviors = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'] as const;
export type Behavior = (typeof behaviors)[number];

/** How a text is split. */
export interface Splitting {
  readonly pattern: RegExp;
  readonly behavior: Behavior;
  readonly invert?: boolean;
}

/** @throws TokenizerError for a behavior of another name */
export function behaviorOf(value: unknown, stage: string): Behavior {
  // What transformers.js writes is in lower case.
  const behavior = behaviors.find(
    (known) => typeof value === 'string' && known.toLowerCase() === value.toLowerCase(),
  );
  if (behavior) return behavior;
  const named = JSON.stringify(value)?.slice(0, 40) ?? 'none';
  throw unsupported(`has a PreTokenizer "${stage}" with the behavior ${named}, which is not supported`);
}

/**
 * Splits a text as `NormalizedString::split` of the original library does.
 * @param pattern a global one
 * @param invert whether what lies between the matches takes their place, and they its
 * @param visit gets the units [from, to) of each part, in order, none empty
 */
export function splitText(
  text: string,
  { pattern, behavior, invert = false }: Splitting,
  visit: (from: number, to: number) => void,
): void {
  const put = (from: number, to: number): void => {
    if (to > from) visit(from, to);
  };
  let cursor = 0;
  if (behavior === 'Isolated' || behavior === 'Removed') {
    const between = behavior === 'Isolated' || !invert;
    const matched = behavior === 'Isolated' || invert;
    eachMatch(pattern, text, (from, to) => {
      if (between) put(cursor, from);
      if (matched) put(from, to);
      cursor = to;
    });
    if (between) put(cursor, text.length);
    return;
  }

  // A part continues for as long as what follows joins it.
  let partFrom = 0;
  let before: boolean | undefined;
  const stretch = (from: number, to: number, isMatch: boolean): void => {
    const match = isMatch !== invert;
    if (before !== undefined && !joins[behavior](before, match)) {
      put(partFrom, from);
      partFrom = from;
    }
    before = match;
    cursor = to;
  };
  eachMatch(pattern, text, (from, to) => {
    if (from > cursor) stretch(cursor, from, false);
    stretch(from, to, true);
  });
  if (cursor < text.length) stretch(cursor, text.length, false);
  put(partFrom, text.length);
}

/** Whether a match, or what lies between two, joins what was before it. */
const joins = {
  MergedWithPrevious: (before: boolean, match: boolean) => match && !before,
  MergedWithNext: (before: boolean, match: boolean) => before && !match,
  Contiguous: (before: boolean, match: boolean) => before === match,
};
