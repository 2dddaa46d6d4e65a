/**
 * Rewrites what the tokenizer library does not follow when it translates an expression of Oniguruma, the engine of the
 * original library, into JavaScript's: atomic groups and possessive quantifiers, and the letters that are the same as
 * "s" and "k" where case does not matter. The result is an expression of Oniguruma again, which matches the same.
 * @throws SyntaxError for what cannot be followed
 */
export function inJavaScriptsWords(expression: string): string {
  let out = '';
  let atom = -1; // where in `out` the last atom begins
  let atomics = 0;
  let ignoresCase = false;
  let letterBefore = '';
  const groups: { at: number; atomic: boolean; ignoresCase: boolean }[] = [];
  const put = (text: string, letter = ''): void => {
    atom = out.length;
    out += text;
    letterBefore = letter;
  };
  // What a lookahead has captured cannot be matched in another way afterwards.
  const atomic = (at: number): void => {
    const name = `_${atomics++}`;
    out = `${out.slice(0, at)}(?:(?=(?<${name}>${out.slice(at)}))\\k<${name}>)`;
    atom = at;
  };

  for (let i = 0; i < expression.length;) {
    const rest = expression.slice(i);
    const escape = /^\\(?:[pPx]\{[^}]*\}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[^])/u.exec(rest)?.[0];
    const group = /^\((?:\?(?:i:|[:=!>]|<[=!]|<[A-Za-z_]\w*>))?/.exec(rest)?.[0];
    const quantifier = atom < 0 ? undefined : /^(?:[*+?]|\{\d+(?:,\d*)?\}|\{,\d+\})/.exec(rest)?.[0];
    if (escape) {
      if (/^\\[Gk1-9]/.test(escape)) throw new SyntaxError(`${escape} is not supported`);
      put(escape);
      i += escape.length;
    } else if (rest[0] === '[') {
      const end = classEnd(expression, i);
      put(ignoresCase ? bothCases(expression.slice(i, end)) : expression.slice(i, end));
      i = end;
    } else if (group) {
      if (rest[1] === '?' && group === '(') throw new SyntaxError(`${rest.slice(0, 4)} is not supported`);
      groups.push({ at: out.length, atomic: group === '(?>', ignoresCase });
      if (group === '(?i:') ignoresCase = true;
      out += group === '(?>' ? '(?:' : group;
      atom = -1;
      letterBefore = '';
      i += group.length;
    } else if (rest[0] === ')') {
      const open = groups.pop();
      if (!open) throw new SyntaxError('A parenthesis closes nothing');
      out += ')';
      atom = open.at;
      ignoresCase = open.ignoresCase;
      letterBefore = '';
      if (open.atomic) atomic(open.at);
      i++;
    } else if (quantifier) {
      const at = atom;
      const mode = expression[i + quantifier.length];
      const braces = quantifier.startsWith('{');
      // {n}? is optional there, and not lazy; {n}+ and {n,m}+ are repeated, and not possessive.
      if (braces && mode === '?' && !quantifier.includes(','))
        throw new SyntaxError(`${quantifier}? is not supported`);
      const lazy = mode === '?';
      const possessive = mode === '+' && !braces;
      const repeated = mode === '+' && braces ? '+' : '';
      out += quantifier + (lazy ? '?' : repeated);
      if (possessive) atomic(at);
      i += quantifier.length + (mode === '?' || mode === '+' ? 1 : 0);
      if (/^[*+?]/.test(expression.slice(i)))
        throw new SyntaxError('A quantifier of a quantifier is not supported');
      letterBefore = '';
      atom = -1;
    } else if (rest[0] === '|' || rest[0] === '^' || rest[0] === '$') {
      out += rest[0];
      atom = -1;
      letterBefore = '';
      i++;
    } else {
      const character = String.fromCodePoint(expression.codePointAt(i) as number);
      put(ignoresCase ? inBothCases(character, letterBefore) : character, character.toLowerCase());
      i += character.length;
    }
  }
  if (groups.length > 0) throw new SyntaxError('A group does not end');
  return out;
}

/** Where the class in brackets that begins at `start` ends: classes can hold classes. */
function classEnd(expression: string, start: number): number {
  let depth = 0;
  for (let i = start; i < expression.length; i++) {
    const character = expression[i];
    if (character === '\\') i++;
    else if (character === '[') {
      const posix = /^\[:\^?\w+:\]/.exec(expression.slice(i))?.[0];
      if (depth > 0 && posix) i += posix.length - 1;
      else {
        depth++;
        if (expression[i + 1] === '^') i++;
        if (expression[i + 1] === ']') i++; // the first thing in a class: itself
      }
    } else if (character === ']' && --depth === 0) return i + 1;
  }
  throw new SyntaxError('A class in brackets does not end');
}

/** Letters beyond ASCII that are the same letter as one within, where case does not matter. */
const alike: Readonly<Record<string, string>> = { s: '\u017f', k: '\u212a' };
/** Where case does not matter these are one letter of Unicode as well: ß, ﬁ, … */
const ligatures = new Set(['ss', 'st', 'ff', 'fi', 'fl']);

function inBothCases(character: string, before: string): string {
  if (/[^\0-\x7f]/.test(character)) throw new SyntaxError(`${character} in any case is not supported`);
  const letter = character.toLowerCase();
  if (ligatures.has(before + letter))
    throw new SyntaxError(`${before + letter} in any case is not supported`);
  return letter in alike ? `[${character}${alike[letter]}]` : character;
}

function bothCases(brackets: string): string {
  if (!/^\[[\w' -]+\]$/.test(brackets)) throw new SyntaxError(`${brackets} in any case is not supported`);
  const letters = new RegExp(brackets, 'i');
  const more = Object.keys(alike).filter((letter) => letters.test(letter));
  return `${brackets.slice(0, -1)}${more.map((letter) => alike[letter]).join('')}]`;
}
