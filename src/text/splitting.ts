import { unsupported } from './error';
import { eachMatch } from './pattern';

/** What becomes of the matches of the pattern that a text is split by; the names are those of tokenizer.json. */
const behaviors = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'] as const;
export type Behavior = (typeof behaviors)[number];

/** The units [from, to) of a text. */
export interface Part {
  from: number;
  to: number;
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
 * @returns the parts in order, none empty
 */
export function splitText(text: string, pattern: RegExp, behavior: Behavior, invert = false): Part[] {
  const parts: Part[] = [];
  let before = false;
  const put = {
    Removed: (from: number, to: number, match: boolean) => {
      if (!match) parts.push({ from, to });
    },
    Isolated: (from: number, to: number) => {
      parts.push({ from, to });
    },
    MergedWithPrevious: (from: number, to: number, match: boolean) => {
      const previous = parts.at(-1);
      if (match && !before && previous) previous.to = to;
      else parts.push({ from, to });
    },
    MergedWithNext: (from: number, to: number, match: boolean) => {
      const previous = parts.at(-1);
      if (before && !match && previous) previous.to = to;
      else parts.push({ from, to });
    },
    Contiguous: (from: number, to: number, match: boolean) => {
      const previous = parts.at(-1);
      if (match === before && previous) previous.to = to;
      else parts.push({ from, to });
    },
  }[behavior];
  let cursor = 0;
  const stretch = (from: number, to: number, match: boolean): void => {
    put(from, to, match !== invert);
    before = match !== invert;
  };
  eachMatch(pattern, text, (from, to) => {
    if (from > cursor) stretch(cursor, from, false);
    stretch(from, to, true);
    cursor = to;
  });
  if (cursor < text.length) stretch(cursor, text.length, false);
  return parts.filter(({ from, to }) => to > from);
}
