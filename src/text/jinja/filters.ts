import { Given } from './arguments';
import { toJson } from './json';
import { item as itemOf, pairsOf } from './members';
import * as strings from './strings';
import { test } from './tests';
import {
  compare,
  generator,
  isEqual,
  isTrue,
  iterate,
  kindOf,
  lengthOf,
  list,
  numberOf,
  Sequence,
  textOf,
  type Value,
} from './values';

type Filter = readonly [parameters: readonly string[], run: (value: Value, given: Given) => Value];

const length: Filter = [[], (value) => BigInt(lengthOf(value))];
const otherwise: Filter = [
  ['default_value?', 'boolean?'],
  (value, given) => {
    const replaced = value === undefined || (isTrue(given.value('boolean')) && !isTrue(value));
    return !replaced ? value : given.has('default_value') ? given.value('default_value') : '';
  },
];
const ofText = (run: (text: string) => Value): Filter => [[], (value) => run(textOf(value))];

const filters: Readonly<Record<string, Filter>> = {
  length,
  count: length,
  default: otherwise,
  d: otherwise,
  upper: ofText((text) => text.toUpperCase()),
  lower: ofText((text) => text.toLowerCase()),
  title: ofText(strings.titleFilter),
  capitalize: ofText(strings.capitalize),
  string: ofText((text) => text),
  trim: [['chars?'], (value, given) => strings.strip(textOf(value), given.textOrNone('chars'))],
  replace: [
    ['s', 'new', 'count?'],
    (value, given) =>
      strings.replace(
        textOf(value),
        textOf(given.value('s')),
        textOf(given.value('new')),
        given.count('count', -1),
      ),
  ],
  indent: [['width?', 'first?', 'blank?'], (value, given) => indented(value, given)],
  tojson: [
    ['ensure_ascii?', 'indent?', 'separators?', 'sort_keys?'],
    (value, given) => {
      const indent = given.has('indent') ? given.value('indent') : null;
      return toJson(value, {
        ascii: isTrue(given.value('ensure_ascii')),
        sorted: isTrue(given.value('sort_keys')),
        indent:
          indent === null
            ? undefined
            : typeof indent === 'string'
              ? indent
              : spaces(given.count('indent', 0)),
        separators: separatorsOf(given, indent !== null),
      });
    },
  ],
  first: [[], (value) => iterateOnce(value, 'first')[0]],
  last: [[], (value) => iterateOnce(value, 'last').at(-1)],
  list: [[], (value) => list(iterate(value))],
  reverse: [
    [],
    (value) =>
      typeof value === 'string'
        ? [...value].reverse().join('')
        : generator([...iterateOnce(value, 'reverse')].reverse()),
  ],
  join: [
    ['d?', 'attribute?'],
    (value, given) => {
      const path = given.has('attribute') ? given.value('attribute') : null;
      const items = path === null ? iterate(value) : iterate(value).map((one) => byPath(one, path));
      return items.map(textOf).join(textOf(given.has('d') ? given.value('d') : ''));
    },
  ],
  items: [
    [],
    (value) => {
      if (value !== undefined && !(value instanceof Map))
        throw new Error(`it asks for the items of ${kindOf(value)}`);
      return generator(value ? pairsOf(value) : []);
    },
  ],
  dictsort: [
    ['case_sensitive?', 'by?', 'reverse?'],
    (value, given) => {
      if (!(value instanceof Map)) throw new Error(`it sorts ${kindOf(value)} as a dict`);
      const by = given.has('by') ? given.value('by') : 'key';
      if (by !== 'key' && by !== 'value') throw new Error('it sorts a dict by neither key nor value');
      const at = by === 'key' ? 0n : 1n;
      return list(sorted(pairsOf(value), (pair) => itemOf(pair, at), given));
    },
  ],
  sort: [
    ['reverse?', 'case_sensitive?', 'attribute?'],
    (value, given) => list(sorted(iterate(value), keyOf(given), given)),
  ],
  unique: [
    ['case_sensitive?', 'attribute?'],
    (value, given) => {
      const key = keyOf(given);
      const seen: Value[] = [];
      const isNew = (one: Value): boolean => {
        const own = folded(key(one), given);
        if (own instanceof Map || (own instanceof Sequence && own.kind === 'list'))
          throw new Error(`it makes ${kindOf(own)} unique`);
        return !seen.some((other) => isEqual(own, other)) && seen.push(own) > 0;
      };
      return generator(iterate(value).filter(isNew));
    },
  ],
  abs: [
    [],
    (value) => {
      const number = numberOf(value);
      if (number === undefined) throw new Error(`it asks for the size of ${kindOf(value)}`);
      return number < 0 ? -number : Object.is(number, -0) ? 0 : number;
    },
  ],
  int: [
    ['default?'],
    (value, given) => {
      const whole = wholeNumber(value);
      return whole !== undefined ? whole : given.has('default') ? given.value('default') : 0n;
    },
  ],
  float: [
    ['default?'],
    (value, given) => {
      const number = realNumber(value);
      return number !== undefined ? number : given.has('default') ? given.value('default') : 0;
    },
  ],
};

/** `first` and `last` ask a sequence, not what can be gone through only once. */
function iterateOnce(value: Value, name: string): readonly Value[] {
  const backwards = name !== 'first';
  if (backwards && (value === undefined || (value instanceof Sequence && value.kind === 'generator')))
    throw new Error(`it asks for ${name} of ${kindOf(value)}`);
  if (!backwards && value instanceof Sequence && value.kind === 'generator') {
    const [first, ...rest] = value.items;
    value.items = rest;
    return [first];
  }
  return iterate(value);
}

function indented(value: Value, given: Given): string {
  if (typeof value !== 'string') throw new Error(`it indents ${kindOf(value)}`);
  const width = given.value('width');
  const indent = typeof width === 'string' ? width : spaces(given.count('width', 4));
  const lines = strings.splitLines(`${value}\n`);
  const blank = isTrue(given.value('blank'));
  const others = lines.slice(1).map((line) => (line || blank ? indent + line : line));
  return (isTrue(given.value('first')) ? indent : '') + [lines[0], ...others].join('\n');
}

function spaces(count: number): string {
  if (count > 10_000) throw new Error('it indents far too much');
  return ' '.repeat(Math.max(0, count));
}

function separatorsOf(given: Given, indents: boolean): readonly [string, string] {
  const chosen = given.has('separators') ? given.value('separators') : null;
  if (chosen === null) return [indents ? ',' : ', ', ': '];
  const [between, after, ...more] = iterate(chosen);
  if (typeof between !== 'string' || typeof after !== 'string' || more.length > 0)
    throw new Error('it separates JSON by what are not two texts');
  return [between, after];
}

function keyOf(given: Given): (value: Value) => Value {
  const path = given.has('attribute') ? given.value('attribute') : null;
  if (path === null) return (value) => value;
  if (typeof path === 'string' && path.includes(',')) throw new Error('it sorts by several attributes');
  return (value) => byPath(value, path);
}

/** A text without its cases, unless they count. */
function folded(value: Value, given: Given): Value {
  return typeof value === 'string' && !isTrue(given.value('case_sensitive')) ? value.toLowerCase() : value;
}

function sorted(items: readonly Value[], key: (value: Value) => Value, given: Given): Value[] {
  const sign = isTrue(given.value('reverse')) ? -1 : 1;
  const keyed = items.map((item) => ({ item, key: folded(key(item), given) }));
  return keyed.sort((a, b) => sign * compare(a.key, b.key)).map(({ item }) => item);
}

/** An attribute's attribute: `a.b`, or `a.0`. */
function byPath(value: Value, path: Value, otherwise?: Value): Value {
  const parts = typeof path === 'string' ? path.split('.') : [path];
  return parts.reduce<Value>((object, part) => {
    const key = typeof part === 'string' && /^\d+$/.test(part) ? BigInt(part) : part;
    const found = itemOf(object, key);
    return found === undefined && otherwise !== null ? otherwise : found;
  }, value);
}

/** `int(value)` as the filter takes it; undefined where it takes its default. */
function wholeNumber(value: Value): bigint | undefined {
  if (typeof value === 'string') {
    const text = digitsOf(value);
    if (/^[+-]?\d+(?:_\d+)*$/.test(text)) return BigInt(text.replace(/_|^\+/g, ''));
  }
  if (typeof value === 'bigint') return value;
  const number = realNumber(value);
  if (number !== undefined && Number.isFinite(number)) return BigInt(Math.trunc(number));
  if (typeof value === 'number' && !Number.isNaN(value)) throw new Error('it makes infinity a whole number');
  return undefined;
}

/** `float(value)`; undefined if it is not a number. */
function realNumber(value: Value): number | undefined {
  if (typeof value === 'string') {
    const text = digitsOf(value).toLowerCase();
    const special = /^([+-]?)(inf(?:inity)?|nan)$/.exec(text);
    if (special) return special[2] === 'nan' ? NaN : special[1] === '-' ? -Infinity : Infinity;
    const decimal = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/;
    return decimal.test(text) ? Number(text.replaceAll('_', '')) : undefined;
  }
  if (value === undefined) throw new Error('it makes a number of what is not defined');
  const number = numberOf(value);
  return number === undefined ? undefined : Number(number);
}

function digitsOf(text: string): string {
  const digits = strings.strip(text);
  if (/(?![0-9])\p{Nd}/u.test(digits)) throw new Error('it reads a number in digits of another script');
  return digits;
}

/** Filters that use others, or tests. */
function onEach(
  name: string,
  value: Value,
  args: readonly Value[],
  named: ReadonlyMap<string, Value>,
): Value | undefined {
  const match = /^(select|reject)(attr)?$/.exec(name);
  if (match) {
    const [path, rest] = match[2] ? [args[0], args.slice(1)] : [null, args];
    if (named.size > 0 || (match[2] && args.length === 0))
      throw new Error(`it gives ${name} what it does not take`);
    const [testName, ...others] = rest;
    if (testName !== undefined && typeof testName !== 'string') throw new Error(`it gives ${name} no test`);
    const wanted = match[1] === 'select';
    return generator(
      iterate(value).filter(
        (one) => test(testName, path === null ? one : byPath(one, path), others) === wanted,
      ),
    );
  }
  if (name !== 'map') return undefined;
  if (args.length === 0) {
    const given = new Given('map', ['attribute', 'default?'], [], named);
    const path = given.value('attribute');
    return generator(iterate(value).map((one) => byPath(one, path, given.value('default'))));
  }
  const [filterName, ...others] = args;
  if (typeof filterName !== 'string') throw new Error('it maps by what is no filter');
  return generator(iterate(value).map((one) => applyFilter(filterName, one, others, named)));
}

/**
 * `value | name(args)`
 * @throws Error where Python does, or for an unsupported filter
 */
export function applyFilter(
  name: string,
  value: Value,
  args: readonly Value[],
  named: ReadonlyMap<string, Value>,
): Value {
  if (/^map$|^(?:select|reject)(?:attr)?$/.test(name)) return onEach(name, value, args, named);
  if (!Object.hasOwn(filters, name))
    throw new Error(`it uses the filter “${name}”, which cannot be done here`);
  const [parameters, run] = filters[name];
  return run(value, new Given(name, parameters, args, named));
}
