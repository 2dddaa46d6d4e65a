import { calculate } from './numbers';
import { Attributes, compare, isEqual, isIn, isTrue, numberOf, Sequence, textOf, type Value } from './values';

type Test = (value: Value, other?: Value) => boolean;

const equal: Test = (value, other) => isEqual(value, other);
const less: Test = (value, other) => compare(value, other) < 0;
const more: Test = (value, other) => compare(value, other) > 0;
const atMost: Test = (value, other) => compare(value, other) <= 0;
const atLeast: Test = (value, other) => compare(value, other) >= 0;
const unequal: Test = (value, other) => !isEqual(value, other);
const isIterable: Test = (value) =>
  value === undefined || typeof value === 'string' || value instanceof Map || value instanceof Sequence;

/** Jinja's tests by name: those of one value, and those that compare it with another. */
const ofOne: Readonly<Record<string, Test>> = {
  defined: (value) => value !== undefined,
  undefined: (value) => value === undefined,
  none: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  true: (value) => value === true,
  false: (value) => value === false,
  string: (value) => typeof value === 'string',
  integer: (value) => typeof value === 'bigint',
  float: (value) => typeof value === 'number',
  number: (value) => numberOf(value) !== undefined,
  mapping: (value) => value instanceof Map,
  iterable: isIterable,
  sequence: (value) =>
    isIterable(value) &&
    !(value instanceof Sequence && (value.kind === 'view' || value.kind === 'generator')),
  callable: (value) => value === undefined || typeof value === 'function',
  lower: (value) => cased(textOf(value), /\p{Lowercase}/u, /\p{Uppercase}|\p{Lt}/u),
  upper: (value) => cased(textOf(value), /\p{Uppercase}/u, /\p{Lowercase}|\p{Lt}/u),
  odd: (value) => isEqual(calculate('%', value, 2n), 1n),
  even: (value) => isEqual(calculate('%', value, 2n), 0n),
};
const ofTwo: Readonly<Record<string, Test>> = {
  eq: equal,
  equalto: equal,
  '==': equal,
  ne: unequal,
  '!=': unequal,
  lt: less,
  lessthan: less,
  '<': less,
  gt: more,
  greaterthan: more,
  '>': more,
  le: atMost,
  '<=': atMost,
  ge: atLeast,
  '>=': atLeast,
  in: (value, other) => isIn(value, other),
  divisibleby: (value, other) => isEqual(calculate('%', value, other), 0n),
};

function cased(text: string, some: RegExp, none: RegExp): boolean {
  return some.test(text) && !none.test(text);
}

/**
 * `value is name`, or with something that it is compared with. Without a name: whether the value is true.
 * @throws Error where there is no such test here
 */
export function test(name: string | undefined, value: Value, others: readonly Value[] = []): boolean {
  if (name === undefined) return isTrue(value);
  const tests = others.length === 0 ? ofOne : ofTwo;
  if (!Object.hasOwn(tests, name) || others.length > 1)
    throw new Error(`it uses the test “${name}”, which cannot be done here`);
  if (value instanceof Attributes && value.kind === 'loop' && name !== 'defined')
    throw new Error(`it tests “loop” for “${name}”`);
  return tests[name](value, others[0]);
}
