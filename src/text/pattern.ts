import { SplitPreTokenizer } from '@huggingface/tokenizers';
import { isPairAt } from './aligned';
import { isRecord, malformed } from './definition';
import { unsupported } from './error';
import { inJavaScriptsWords } from './oniguruma';

/** UTF-16 units of an expression that are told. */
const mostShown = 60;

/**
 * The `pattern` of a stage, `{String}` or `{Regex}`, as an expression that finds all of its matches.
 * @throws TokenizerError where it is neither, or an expression that cannot be followed exactly
 */
export function patternOf(pattern: unknown, stage: string): RegExp {
  const { String: literal, Regex: expression } = isRecord(pattern) ? pattern : {};
  if (typeof literal === 'string') return new RegExp(literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'), 'gu');
  if (typeof expression !== 'string') throw malformed(`has a ${stage} without a pattern`);
  try {
    const { pattern: compiled } = new SplitPreTokenizer({
      type: 'Split',
      behavior: 'Isolated',
      pattern: { Regex: inJavaScriptsWords(expression) },
    });
    if (compiled) return compiled;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const named = expression.length > mostShown ? `${expression.slice(0, mostShown)}…` : expression;
    throw unsupported(`splits text with a regular expression that is not supported (${named})`, { cause });
  }
  throw malformed(`has a ${stage} without a pattern`);
}

/**
 * Visits the places where a pattern, a global one, matches, in order. Like the original, and unlike JavaScript, it does
 * not match nothing right after a match.
 */
export function eachMatch(pattern: RegExp, text: string, visit: (from: number, to: number) => void): void {
  let last = -1;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const from = match.index;
    const to = from + match[0].length;
    if (to === from) pattern.lastIndex = to + (isPairAt(text, to) ? 2 : 1);
    if (to > from || from !== last) visit(from, to);
    last = to;
  }
}
