import { parse, tokenize } from '@huggingface/jinja';
import { resolveWhiteSpace } from './white-space';

/** Parts of a parsed template, as the parser of @huggingface/jinja has them; `type` tells which fields there are. */
export interface Node {
  readonly type: string;
}
interface Operator {
  readonly value: string;
  /** How many brackets enclose it. */
  depth?: number;
}
type Fields<T extends string, F> = Node & { readonly type: T } & Readonly<F>;

export type Identifier = Fields<'Identifier', { value: string }>;
export type KeywordArgument = Fields<'KeywordArgumentExpression', { key: Identifier; value: Expression }>;
export type Binary = Fields<'BinaryExpression', { operator: Operator; left: Expression; right: Expression }>;
export type Slice = Fields<'SliceExpression', Partial<Record<'start' | 'stop' | 'step', Expression>>>;
export type Member = Fields<
  'MemberExpression',
  { object: Expression; property: Expression | Slice; computed: boolean }
>;
export type Call = Fields<'CallExpression', { callee: Expression; args: Expression[] }>;
export type Filter = Identifier | Call;
export type Expression =
  | Identifier
  | KeywordArgument
  | Binary
  | Member
  | Call
  | Fields<'IntegerLiteral' | 'FloatLiteral', { value: number }>
  | Fields<'StringLiteral', { value: string }>
  | Fields<'ArrayLiteral' | 'TupleLiteral', { value: Expression[] }>
  | Fields<'ObjectLiteral', { value: Map<Expression, Expression> }>
  | Fields<'FilterExpression', { operand: Expression; filter: Filter }>
  | Fields<'TestExpression', { operand: Expression; negate: boolean; test: Identifier }>
  | Fields<'UnaryExpression', { operator: Operator; argument: Expression }>
  | Fields<'SelectExpression', { lhs: Expression; test: Expression }>
  | Fields<'Ternary', { condition: Expression; trueExpr: Expression; falseExpr: Expression }>;
export type For = Fields<
  'For',
  { loopvar: Expression; iterable: Expression; body: Statement[]; defaultBlock: Statement[] }
>;
export type SetStatement = Fields<
  'Set',
  { assignee: Expression; value: Expression | null; body: Statement[] }
>;
export type Macro = Fields<
  'Macro',
  { name: Identifier; args: (Identifier | KeywordArgument)[]; body: Statement[] }
>;
export type Statement =
  | Expression
  | For
  | SetStatement
  | Macro
  | Fields<'If', { test: Expression; body: Statement[]; alternate: Statement[] }>
  | Fields<'CallStatement', { call: Call; callerArgs: Macro['args'] | null; body: Statement[] }>
  | Fields<'FilterStatement', { filter: Filter; body: Statement[] }>
  | Fields<'Break' | 'Continue' | 'Comment', unknown>;

/**
 * Parses a template as Jinja does with `trim_blocks` and `lstrip_blocks`, which Transformers sets.
 * @throws Error with what is wrong with it
 */
export function parseTemplate(source: string): readonly Statement[] {
  try {
    const tokens = testsAsFilters(tokenize(resolveWhiteSpace(source)));
    // The parser forgets brackets, but keeps the tokens of operators.
    let depth = 0;
    for (const token of tokens) {
      if (/^Open(?:Paren|SquareBracket|CurlyBracket|Expression|Statement)$/.test(token.type)) depth++;
      else if (/^Close(?:Paren|SquareBracket|CurlyBracket|Expression|Statement)$/.test(token.type)) depth--;
      else (token as Operator).depth = depth;
    }
    return (parse(tokens) as unknown as { body: Statement[] }).body;
  } catch (error) {
    // The parser stumbles where a template ends inside a statement.
    if (error instanceof TypeError) throw new Error('it is not a well-formed template', { cause: error });
    if (!(error instanceof Error) || error instanceof RangeError) throw error;
    throw new Error(`it cannot be read here: ${error.message.replace(/^Parser Error: /, '')}`, {
      cause: error,
    });
  }
}

type Token = ReturnType<typeof tokenize>[number];

/** The parser knows no tests that compare with something (`is divisibleby(2)`): they are given to it as filters. */
function testsAsFilters(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const isWord = (token: Token | undefined, word?: string): boolean =>
      token?.type === 'Identifier' && (word === undefined || token.value === word);
    const negated = isWord(tokens[at + 1], 'not');
    const name = tokens[at + (negated ? 2 : 1)];
    const next = tokens[at + (negated ? 3 : 2)];
    const takes = next && /^(?:OpenParen|NumericLiteral|StringLiteral)$/.test(next.type);
    if (!isWord(tokens[at], 'is') || !isWord(name) || !takes) {
      out.push(tokens[at]);
      continue;
    }
    out.push({ type: 'Pipe', value: '|' }, { ...name, value: `is ${negated ? 'not ' : ''}${name.value}` });
    at += negated ? 2 : 1;
    if (next.type === 'OpenParen') continue;
    out.push({ type: 'OpenParen', value: '(' }, next, { type: 'CloseParen', value: ')' });
    at++;
  }
  return out;
}

/** What `testsAsFilters` wrote down, where a filter is one of those. */
export function testName(filter: string): { name: string; negate: boolean } | undefined {
  const match = /^is (not )?(.*)$/.exec(filter);
  return match ? { name: match[2], negate: match[1] !== undefined } : undefined;
}
