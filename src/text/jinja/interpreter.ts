import { Given } from './arguments';
import { applyFilter } from './filters';
import { attribute, isTextMethod, item, slice } from './members';
import type {
  Binary,
  Call,
  Expression,
  Filter,
  For,
  KeywordArgument,
  Macro,
  SetStatement,
  Statement,
} from './nodes';
import { parseTemplate, testName } from './nodes';
import { calculate } from './numbers';
import { test } from './tests';
import {
  Attributes,
  type Callable,
  compare,
  type Dict,
  isEqual,
  isIn,
  isTrue,
  iterate,
  kindOf,
  list,
  numberOf,
  Sequence,
  textOf,
  type Value,
} from './values';

/** Variables of a block, which sees those around it. */
class Scope {
  private readonly values = new Map<string, Value>();

  constructor(private readonly around?: Scope) {}

  get(name: string): Value {
    if (this.values.has(name)) return this.values.get(name);
    if (this.around) return this.around.get(name);
    if (/^(?:cycler|joiner|lipsum|varargs|kwargs)$/.test(name))
      throw new Error(`it uses “${name}”, which cannot be done here`);
    return undefined;
  }

  set(name: string, value: Value): void {
    this.values.set(name, value);
  }
}

/** The outcome of a block: its text, and how a loop continues. */
interface Written {
  text: string;
  then?: 'Break' | 'Continue';
}

/**
 * Renders a template as Jinja2 renders it in the environment of Transformers: what is printed, compared and computed is
 * as in Python, and what Python has and this has not ends in an error, never in another text. The template is
 * interpreted, never executed; what it computes is not bounded here.
 *
 * Grammar: https://jinja.palletsprojects.com/en/stable/templates/; environment: `chat_template_utils.py` of Transformers
 *
 * @param variables what the template can name
 * @throws Error with what is wrong with the template, or cannot be done, or what it says itself
 */
export function renderTemplate(source: string, variables: Readonly<Record<string, Value>>): string {
  const scope = new Scope();
  for (const [name, value] of Object.entries({ ...globals, ...variables })) scope.set(name, value);
  return run(parseTemplate(source), scope).text;
}

const globals: Readonly<Record<string, Value>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
  range: (args, named) => {
    const given = new Given('range', ['start', 'stop?', 'step?'], args, named);
    const [first, step] = [given.count('start', 0), given.count('step', 1)];
    const [start, stop] = given.has('stop') ? [first, given.count('stop', 0)] : [0, first];
    if (step === 0) throw new Error('it counts in steps of zero');
    const length = Math.max(0, Math.ceil((stop - start) / step));
    if (length > 100_000) throw new Error('it counts far too long');
    return new Sequence(
      'range',
      Array.from({ length }, (_, k) => BigInt(start + k * step)),
    );
  },
  namespace: (args, named) => new Attributes('namespace', dictOf(args, named)),
  dict: dictOf,
  raise_exception: (args, named) => {
    throw new Error(textOf(new Given('raise_exception', ['message'], args, named).value('message')));
  },
};

function dictOf(args: readonly Value[], named: ReadonlyMap<string, Value>): Dict {
  const from = new Given('dict', ['from?'], args).value('from') ?? new Map();
  if (!(from instanceof Map)) throw new Error(`it makes ${kindOf(from)} a dict`);
  return new Map([...from, ...named]);
}

function run(statements: readonly Statement[], scope: Scope): Written {
  let text = '';
  for (const statement of statements) {
    const written = runOne(statement, scope);
    text += written.text;
    if (written.then) return { text, then: written.then };
  }
  return { text };
}

function runOne(statement: Statement, scope: Scope): Written {
  switch (statement.type) {
    case 'Comment':
      return { text: '' };
    case 'Break':
    case 'Continue':
      return { text: '', then: statement.type };
    case 'If':
      return run(isTrue(evaluate(statement.test, scope)) ? statement.body : statement.alternate, scope);
    case 'For':
      return { text: loop(statement, scope) };
    case 'Set':
      assign(statement, scope);
      return { text: '' };
    case 'Macro':
      scope.set(statement.name.value, macro(statement, scope));
      return { text: '' };
    case 'CallStatement': {
      const { call, callerArgs, body } = statement;
      const caller = macro(
        { name: { type: 'Identifier', value: 'caller' }, args: callerArgs ?? [], body },
        scope,
      );
      return { text: textOf(callOf(call, scope, new Map([['caller', caller]]))) };
    }
    case 'FilterStatement':
      return { text: textOf(filtered(run(statement.body, new Scope(scope)).text, statement.filter, scope)) };
    case 'FilterExpression':
      // Nothing is escaped, so that what is printed as safe is printed as it is; computing with it would escape.
      if (statement.filter.type === 'Identifier' && statement.filter.value === 'safe')
        return { text: textOf(evaluate(statement.operand, scope)) };
      return { text: textOf(evaluate(statement, scope)) };
    default:
      return { text: textOf(evaluate(statement, scope)) };
  }
}

function loop({ loopvar, iterable, body, defaultBlock }: For, scope: Scope): string {
  const select = iterable.type === 'SelectExpression' ? iterable : undefined;
  const items = iterate(evaluate(select ? select.lhs : iterable, scope)).filter((one) => {
    if (!select) return true;
    const inner = new Scope(scope);
    bindTo(loopvar, one, inner);
    return isTrue(evaluate(select.test, inner));
  });
  let text = '';
  let finished = false;
  for (const [k, one] of items.entries()) {
    const inner = new Scope(scope);
    bindTo(loopvar, one, inner);
    const place: Record<string, Value> = {
      index: BigInt(k + 1),
      index0: BigInt(k),
      revindex: BigInt(items.length - k),
      revindex0: BigInt(items.length - k - 1),
      first: k === 0,
      last: k === items.length - 1,
      length: BigInt(items.length),
      previtem: items[k - 1],
      nextitem: items[k + 1],
    };
    inner.set('loop', new Attributes('loop', new Map(Object.entries(place))));
    const written = run(body, inner);
    text += written.text;
    if (written.then === 'Break') break;
    if (!written.then) finished = true;
  }
  // Jinja goes there also where no round came to its end.
  return finished ? text : text + run(defaultBlock, new Scope(scope)).text;
}

function bindTo(target: Expression, value: Value, scope: Scope): void {
  if (target.type === 'Identifier') {
    scope.set(target.value, value);
  } else if (target.type === 'TupleLiteral') {
    const items = iterate(value);
    if (items.length !== target.value.length)
      throw new Error('it takes apart what has another number of parts');
    target.value.forEach((one, k) => bindTo(one, items[k], scope));
  } else if (
    target.type === 'MemberExpression' &&
    !target.computed &&
    target.property.type === 'Identifier'
  ) {
    const object = evaluate(target.object, scope);
    if (!(object instanceof Attributes) || object.kind !== 'namespace')
      throw new Error(`it sets “${target.property.value}” of ${kindOf(object)}`);
    object.values.set(target.property.value, value);
  } else {
    throw new Error('it sets what cannot be set');
  }
}

function assign({ assignee, value, body }: SetStatement, scope: Scope): void {
  bindTo(assignee, value ? evaluate(value, scope) : run(body, new Scope(scope)).text, scope);
}

function macro({ name, args, body }: Pick<Macro, 'name' | 'args' | 'body'>, scope: Scope): Callable {
  const parameters = args.map((one) => (one.type === 'Identifier' ? one.value : one.key.value));
  return (given, named) => {
    const inner = new Scope(scope);
    const optional = [...parameters, 'caller'].map((parameter) => `${parameter}?`);
    const values = new Given(name.value, optional, given.slice(), named);
    if (given.length > parameters.length) throw new Error(`it gives ${name.value} too much`);
    for (const parameter of [...parameters, 'caller']) inner.set(parameter, values.value(parameter));
    for (const one of args)
      if (one.type !== 'Identifier' && !values.has(one.key.value))
        inner.set(one.key.value, evaluate(one.value, inner));
    return run(body, inner).text;
  };
}

function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.type) {
    case 'Identifier':
      return scope.get(expression.value);
    case 'StringLiteral':
    case 'FloatLiteral':
      return expression.value;
    case 'IntegerLiteral':
      if (!Number.isSafeInteger(expression.value)) throw new Error('it has a number that is far too long');
      return BigInt(expression.value);
    case 'ArrayLiteral':
      return list(expression.value.map((one) => evaluate(one, scope)));
    case 'TupleLiteral':
      return new Sequence(
        'tuple',
        expression.value.map((one) => evaluate(one, scope)),
      );
    case 'ObjectLiteral':
      return new Map(
        [...expression.value].map(([key, value]) => {
          const name = evaluate(key, scope);
          if (typeof name !== 'string') throw new Error(`it has a dict with ${kindOf(name)} as a key`);
          return [name, evaluate(value, scope)] as const;
        }),
      );
    case 'MemberExpression': {
      const object = evaluate(expression.object, scope);
      const { property, computed } = expression;
      if (property.type === 'SliceExpression') {
        const at = (one: Expression | undefined): Value => (one ? evaluate(one, scope) : null);
        return slice(object, at(property.start), at(property.stop), at(property.step));
      }
      if (!computed && property.type === 'Identifier') return attribute(object, property.value);
      return item(object, evaluate(property, scope));
    }
    case 'CallExpression':
      return callOf(expression, scope);
    case 'FilterExpression': {
      const { operand, filter } = expression;
      return filtered(evaluate(operand, scope), filter, scope);
    }
    case 'TestExpression':
      return test(expression.test.value, evaluate(expression.operand, scope)) !== expression.negate;
    case 'UnaryExpression':
      return unary(expression.operator.value, evaluate(expression.argument, scope));
    case 'BinaryExpression':
      return binary(expression, scope);
    case 'SelectExpression':
      return isTrue(evaluate(expression.test, scope)) ? evaluate(expression.lhs, scope) : undefined;
    case 'Ternary':
      return evaluate(
        isTrue(evaluate(expression.condition, scope)) ? expression.trueExpr : expression.falseExpr,
        scope,
      );
    case 'KeywordArgumentExpression':
      throw new Error('it is not a well-formed template');
    default:
      throw new Error(`it uses ${(expression as { type: string }).type}, which cannot be done here`);
  }
}

function callOf({ callee, args }: Call, scope: Scope, more: Dict = new Map()): Value {
  const run = evaluate(callee, scope);
  if (typeof run !== 'function') {
    const property = callee.type === 'MemberExpression' ? callee.property : callee;
    const name = property.type === 'Identifier' ? property.value : 'it';
    throw new Error(
      callee.type === 'MemberExpression' && isTextMethod(name)
        ? `it applies ${name} to what is no text`
        : `it calls “${name}”, which is ${run === undefined ? 'not defined' : kindOf(run)}`,
    );
  }
  const { values, named } = givenTo(args, scope);
  return run(values, new Map([...named, ...more]));
}

function givenTo(args: readonly Expression[], scope: Scope): { values: Value[]; named: Dict } {
  const isNamed = (one: Expression): one is KeywordArgument => one.type === 'KeywordArgumentExpression';
  const values = args.filter((one) => !isNamed(one)).map((one) => evaluate(one, scope));
  const named: Dict = new Map();
  for (const { key, value } of args.filter(isNamed)) {
    if (named.has(key.value)) throw new Error(`it gives “${key.value}” twice`);
    named.set(key.value, evaluate(value, scope));
  }
  return { values, named };
}

function filtered(value: Value, filter: Filter, scope: Scope): Value {
  if (filter.type === 'Identifier') return applyFilter(filter.value, value, [], new Map());
  if (filter.callee.type !== 'Identifier') throw new Error('it is not a well-formed template');
  const { values, named } = givenTo(filter.args, scope);
  const name = filter.callee.value;
  const asked = testName(name);
  if (!asked) return applyFilter(name, value, values, named);
  if (named.size > 0) throw new Error(`it gives the test “${asked.name}” what it does not take`);
  return test(asked.name, value, values) !== asked.negate;
}

function unary(operator: string, value: Value): Value {
  if (operator === 'not') return !isTrue(value);
  const number = numberOf(value);
  if (number === undefined) throw new Error(`it puts ${operator} before ${kindOf(value)}`);
  return operator === '-' ? -number : number;
}

const comparisons = new Set(['==', '!=', '<', '>', '<=', '>=', 'in', 'not in']);

function binary({ operator, left, right }: Binary, scope: Scope): Value {
  const a = evaluate(left, scope);
  const name = operator.value;
  if (name === 'and') return isTrue(a) ? evaluate(right, scope) : a;
  if (name === 'or') return isTrue(a) ? a : evaluate(right, scope);
  // The parser forgets brackets: these it reads in another order than Jinja where there are none.
  const within = left.type === 'BinaryExpression' ? left.operator : undefined;
  const unbracketed =
    within && (within.depth === undefined || operator.depth === undefined || within.depth === operator.depth);
  if (unbracketed && comparisons.has(name) && comparisons.has(within.value))
    throw new Error(`it compares in a row, with ${within.value} and ${name}`);
  if (unbracketed && name === '~' && /^[-+]$/.test(within.value) && typeof a !== 'string')
    throw new Error(`it has ${within.value} and ~ in a row`);
  const b = evaluate(right, scope);
  switch (name) {
    case '==':
      return isEqual(a, b);
    case '!=':
      return !isEqual(a, b);
    case 'in':
      return isIn(a, b);
    case 'not in':
      return !isIn(a, b);
    case '~':
      return textOf(a) + textOf(b);
    case '<':
      return compare(a, b) < 0;
    case '>':
      return compare(a, b) > 0;
    case '<=':
      return compare(a, b) <= 0;
    case '>=':
      return compare(a, b) >= 0;
    default:
      return calculate(name, a, b);
  }
}
