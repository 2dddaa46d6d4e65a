import type { Inspection } from '../../protocol/engine';
import type { Passage } from './passage';

type Tokens = Pick<Inspection, 'text' | 'start' | 'end'>;

/** The range of a token in the document, as UTF-16 offsets. */
export function tokenRange(passage: Passage, tokens: Tokens, token: number): { start: number; end: number } {
  const base = passage.segments[tokens.text[token]].start;
  return { start: base + tokens.start[token], end: base + tokens.end[token] };
}

/**
 * The token that starts at or contains a UTF-16 offset of the document or, at a segment's very end, the token
 * before it; the first of those that share a range. -1 if there is none.
 */
export function tokenAt(passage: Passage, tokens: Tokens, offset: number): number {
  const segment = passage.segments.findIndex(
    ({ start, text }) => start <= offset && offset <= start + text.length,
  );
  if (segment < 0) return -1;
  const { start: base, text } = passage.segments[segment];
  const local = offset - base;
  const last = lastFrom(tokens, segment, local);
  for (let token = last; token >= 0 && tokens.text[token] === segment; token--) {
    const holds = tokens.end[token] > local || (local === text.length && tokens.end[token] === local);
    if (holds && tokens.end[token] > tokens.start[token]) return firstOfRange(tokens, token);
    if (tokens.start[token] < tokens.start[last] && tokens.end[token] > tokens.start[token]) break;
  }
  return -1;
}

/** The last token, in reading order, that starts at or before a segment's local offset; -1 if none. */
function lastFrom(tokens: Tokens, segment: number, local: number): number {
  let low = 0;
  let high = tokens.text.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const text = tokens.text[middle];
    if (text < segment || (text === segment && tokens.start[middle] <= local)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function firstOfRange(tokens: Tokens, token: number): number {
  let first = token;
  while (
    first > 0 &&
    tokens.text[first - 1] === tokens.text[token] &&
    tokens.start[first - 1] === tokens.start[token] &&
    tokens.end[first - 1] === tokens.end[token]
  )
    first--;
  return first;
}
