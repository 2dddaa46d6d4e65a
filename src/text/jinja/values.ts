import { compareTexts } from './strings';

/**
 * What a template computes with. Python's `int` is a bigint and its `float` a number; what is not defined is
 * undefined.
 */
export type Value =
  undefined | null | boolean | bigint | number | string | Sequence | Dict | Attributes | Callable;
export type Dict = Map<string, Value>;
export type Callable = (args: readonly Value[], named: ReadonlyMap<string, Value>) => Value;

/** Python's kinds of what can be gone through. A generator is empty once it was. */
type SequenceKind = 'list' | 'tuple' | 'range' | 'view' | 'generator';
export class Sequence {
  constructor(
    readonly kind: SequenceKind,
    public items: readonly Value[],
  ) {}
}

/** A namespace, or the variable `loop`. */
export class Attributes {
  constructor(
    readonly kind: 'namespace' | 'loop',
    readonly values: Dict,
  ) {}
}

export const list = (items: readonly Value[]): Sequence => new Sequence('list', items);
export const generator = (items: readonly Value[]): Sequence => new Sequence('generator', items);

/** How a value is called in a sentence. */
export function kindOf(value: Value): string {
  if (value === undefined) return 'what is not defined';
  if (value === null) return 'None';
  if (value instanceof Sequence) return `a ${value.kind}`;
  if (value instanceof Attributes) return `a ${value.kind}`;
  if (value instanceof Map) return 'a dict';
  const names = {
    boolean: 'a bool',
    bigint: 'an int',
    number: 'a float',
    string: 'a text',
    function: 'a function',
  };
  return names[typeof value as keyof typeof names];
}

/** `bool(value)` */
export function isTrue(value: Value): boolean {
  if (value instanceof Map) return value.size > 0;
  if (value instanceof Sequence) return value.kind === 'generator' || value.items.length > 0;
  return Boolean(value);
}

/** `list(value)` @throws Error where it cannot be gone through */
export function iterate(value: Value): readonly Value[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [...value];
  if (value instanceof Map) return [...value.keys()];
  if (!(value instanceof Sequence)) throw new Error(`it goes through ${kindOf(value)}`);
  const { items } = value;
  if (value.kind === 'generator') value.items = [];
  return items;
}

/** `len(value)` */
export function lengthOf(value: Value): number {
  if (value instanceof Map) return value.size;
  const counts = value === undefined || typeof value === 'string' || value instanceof Sequence;
  if (!counts || (value instanceof Sequence && value.kind === 'generator'))
    throw new Error(`it asks for the length of ${kindOf(value)}`);
  return iterate(value).length;
}

/** `str(value)` */
export function textOf(value: Value): string {
  return typeof value === 'string' ? value : value === undefined ? '' : represent(value);
}

/** `repr(value)` */
function represent(value: Value): string {
  switch (typeof value) {
    case 'undefined':
      return 'Undefined';
    case 'boolean':
      return value ? 'True' : 'False';
    case 'bigint':
      return String(value);
    case 'number':
      return floatText(value);
    case 'string':
      return representText(value);
  }
  if (value === null) return 'None';
  if (value instanceof Map)
    return `{${[...value].map(([key, item]) => `${representText(key)}: ${represent(item)}`).join(', ')}}`;
  if (value instanceof Sequence) {
    const items = value.items.map(represent).join(', ');
    if (value.kind === 'list') return `[${items}]`;
    if (value.kind === 'tuple') return value.items.length === 1 ? `(${items},)` : `(${items})`;
  }
  throw new Error(`it writes ${kindOf(value)} as text`);
}

function representText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const short: Record<string, string> = {
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\\': '\\\\',
    [quote]: `\\${quote}`,
  };
  const written = [...text].map((character) => {
    if (Object.hasOwn(short, character)) return short[character];
    if (character === ' ' || !/[\p{C}\p{Z}]/u.test(character)) return character;
    const code = character.codePointAt(0)!;
    const hex = (letter: string, digits: number): string =>
      `\\${letter}${code.toString(16).padStart(digits, '0')}`;
    return code < 0x100 ? hex('x', 2) : code < 0x10000 ? hex('u', 4) : hex('U', 8);
  });
  return quote + written.join('') + quote;
}

/** `repr` of a float: the fewest digits that tell it, with an exponent below 1e-4 and from 1e16 on. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const [digits, power] = value.toExponential().split('e');
  const exponent = Number(power);
  if (value !== 0 && (exponent < -4 || exponent >= 16))
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  if (Object.is(value, -0)) return '-0.0';
  if (Number.isInteger(value)) return `${BigInt(value)}.0`;
  // Below 1e-6 JavaScript takes an exponent already; Python does not before 1e-4, which is above.
  return String(value);
}

/** What counts as a number: `True` is 1. */
export function numberOf(value: Value): bigint | number | undefined {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined;
}

/** `a == b` */
export function isEqual(a: Value, b: Value): boolean {
  const left = numberOf(a);
  const right = numberOf(b);
  // Loosely: an int and a float of the same value are equal.
  if (left !== undefined && right !== undefined) return left == right; // eslint-disable-line eqeqeq
  if (a instanceof Sequence && b instanceof Sequence) {
    const compared = a.kind === b.kind && (a.kind === 'list' || a.kind === 'tuple');
    if (!compared && (a !== b || a.kind === 'generator')) {
      if (a.kind === 'list' || a.kind === 'tuple' || b.kind === 'list' || b.kind === 'tuple') return false;
      throw new Error(`it compares ${kindOf(a)} with ${kindOf(b)}`);
    }
    return a.items.length === b.items.length && a.items.every((item, k) => isEqual(item, b.items[k]));
  }
  if (a instanceof Map && b instanceof Map)
    return a.size === b.size && [...a].every(([key, item]) => b.has(key) && isEqual(item, b.get(key)));
  return a === b;
}

/** Negative, 0 or positive, as `a` is less, equal or more. @throws Error where Python does not order them */
export function compare(a: Value, b: Value): number {
  const left = numberOf(a);
  const right = numberOf(b);
  if (left !== undefined && right !== undefined) {
    if (Number.isNaN(left) || Number.isNaN(right)) throw new Error('it orders what is no number');
    return left < right ? -1 : left > right ? 1 : 0;
  }
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  throw new Error(`it orders ${kindOf(a)} and ${kindOf(b)}`);
}

/** `item in container` */
export function isIn(item: Value, container: Value): boolean {
  if (typeof container === 'string') {
    if (typeof item !== 'string') throw new Error(`it looks for ${kindOf(item)} in a text`);
    return container.includes(item);
  }
  if (container instanceof Map) {
    if (item instanceof Map || (item instanceof Sequence && item.kind !== 'tuple'))
      throw new Error(`it looks for ${kindOf(item)} in a dict`);
    return typeof item === 'string' && container.has(item);
  }
  if (container instanceof Sequence && container.kind === 'generator')
    throw new Error('it looks for something in a generator');
  return iterate(container).some((other) => isEqual(item, other));
}
