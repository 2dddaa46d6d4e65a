import type { Inspection } from '../protocol/engine';
import { showWhitespace } from './format';

type Ranges = Pick<Inspection, 'text' | 'start' | 'end'>;

/**
 * A token's name wherever it is mentioned: its text with visible white space, and which part of a character
 * it is.
 */
export function tokenName(texts: readonly string[], tokens: Ranges, token: number): string {
  const text = texts[tokens.text[token]].slice(tokens.start[token], tokens.end[token]);
  return showWhitespace(text) + partOf(tokens, token);
}

/**
 * Which part of a character a token is, if several tokens share its range: ` 2/6`; empty if it has its own.
 */
export function partOf({ text, start, end }: Ranges, token: number): string {
  if (start[token] === end[token]) return '';
  const shares = (other: number) =>
    text[other] === text[token] && start[other] === start[token] && end[other] === end[token];
  let first = token;
  while (shares(first - 1)) first--;
  let last = token;
  while (shares(last + 1)) last++;
  return first === last ? '' : ` ${token - first + 1}/${last - first + 1}`;
}
