import { Given } from './arguments';
import * as strings from './strings';
import {
  Attributes,
  type Callable,
  type Dict,
  iterate,
  kindOf,
  list,
  numberOf,
  Sequence,
  type Value,
} from './values';

type Method<T> = readonly [parameters: readonly string[], run: (self: T, given: Given) => Value];

const edges = ['prefix', 'start?', 'end?'];
const cutting = ['sep?', 'maxsplit?'];
const finding = ['sub'];
const stripping = ['chars?'];

const ofTexts: Readonly<Record<string, Method<string>>> = {
  strip: [stripping, (text, given) => strings.strip(text, given.textOrNone('chars'))],
  lstrip: [stripping, (text, given) => strings.strip(text, given.textOrNone('chars'), true, false)],
  rstrip: [stripping, (text, given) => strings.strip(text, given.textOrNone('chars'), false, true)],
  title: [[], strings.title],
  capitalize: [[], strings.capitalize],
  upper: [[], (text) => text.toUpperCase()],
  lower: [[], (text) => text.toLowerCase()],
  split: [cutting, (text, given) => parts(text, given, false)],
  rsplit: [cutting, (text, given) => parts(text, given, true)],
  splitlines: [[], (text) => list(strings.splitLines(text))],
  replace: [
    ['old', 'new', 'count?'],
    (text, given) => strings.replace(text, given.text('old'), given.text('new'), given.count('count', -1)),
  ],
  startswith: [edges, (text, given) => anyEdge(given, (edge) => text.startsWith(edge))],
  endswith: [edges, (text, given) => anyEdge(given, (edge) => text.endsWith(edge))],
  removeprefix: [finding, (text, given) => cutEdge(text, given, true)],
  removesuffix: [finding, (text, given) => cutEdge(text, given, false)],
  find: [finding, (text, given) => place(text, text.indexOf(given.text('sub')))],
  rfind: [finding, (text, given) => place(text, text.lastIndexOf(given.text('sub')))],
  count: [
    finding,
    (text, given) => {
      const sub = given.text('sub');
      return BigInt(sub === '' ? [...text].length + 1 : text.split(sub).length - 1);
    },
  ],
  join: [
    ['iterable'],
    (text, given) => {
      const items = iterate(given.value('iterable'));
      if (items.some((item) => typeof item !== 'string')) throw new Error('it joins what is no text');
      return items.join(text);
    },
  ],
};

function place(text: string, units: number): bigint {
  return BigInt(units < 0 ? -1 : strings.codePoints(text, units));
}

function parts(text: string, given: Given, fromRight: boolean): Value {
  return list(strings.split(text, given.textOrNone('sep'), given.count('maxsplit', -1), fromRight));
}

function anyEdge(given: Given, fits: (edge: string) => boolean): boolean {
  if (given.has('start') || given.has('end')) throw new Error('it looks at the edges of a part of a text');
  const edge = given.value('prefix');
  const edges = edge instanceof Sequence && edge.kind === 'tuple' ? edge.items : [edge];
  return edges.some((one) => {
    if (typeof one !== 'string') throw new Error(`it asks whether a text begins or ends with ${kindOf(one)}`);
    return fits(one);
  });
}

function cutEdge(text: string, given: Given, left: boolean): string {
  const edge = given.text('sub');
  if (edge === '' || !(left ? text.startsWith(edge) : text.endsWith(edge))) return text;
  return left ? text.slice(edge.length) : text.slice(0, -edge.length);
}

const ofDicts: Readonly<Record<string, Method<Dict>>> = {
  get: [
    ['key', 'default?'],
    (dict, given) => {
      const key = given.value('key');
      const held = typeof key === 'string' && dict.has(key);
      return held ? dict.get(key) : given.has('default') ? given.value('default') : null;
    },
  ],
  keys: [[], (dict) => new Sequence('view', [...dict.keys()])],
  values: [[], (dict) => new Sequence('view', [...dict.values()])],
  items: [[], (dict) => new Sequence('view', pairsOf(dict))],
};

/** `dict.items()` */
export function pairsOf(dict: Dict): Sequence[] {
  return [...dict].map((pair) => new Sequence('tuple', pair));
}

/** What else Python has by these names: it is not done here, and not “not defined” either. */
const others: Readonly<Record<string, ReadonlySet<string>>> = {
  text: words(
    'casefold center encode expandtabs format format_map index isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper ljust maketrans partition rindex rjust rpartition swapcase translate zfill',
  ),
  dict: words('clear copy fromkeys pop popitem setdefault update'),
  sequence: words(
    'append clear copy count extend index insert pop remove reverse sort start stop step isdisjoint mapping send throw close',
  ),
  number: words(
    'as_integer_ratio bit_count bit_length conjugate denominator from_bytes fromhex hex imag is_integer numerator real to_bytes',
  ),
  attributes: words('changed depth depth0 cycle'),
};

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/** Whether texts have a method of this name. */
export function isTextMethod(name: string): boolean {
  return Object.hasOwn(ofTexts, name);
}

/**
 * `object.name`, which Jinja takes for the item of that name where there is no such attribute.
 * @throws Error where Python does, or has something that is not done here
 */
export function attribute(object: Value, name: string): Value {
  const found = ownAttribute(object, name);
  return found === undefined && object instanceof Map ? object.get(name) : found;
}

/** `object[key]`, which Jinja takes for the attribute of that name where there is no such item. */
export function item(object: Value, key: Value): Value {
  if (object === undefined) throw new Error('it looks into what is not defined');
  const index = numberOf(key);
  if (typeof index === 'bigint' && (typeof object === 'string' || object instanceof Sequence)) {
    if (object instanceof Sequence && (object.kind === 'view' || object.kind === 'generator'))
      return undefined;
    return (typeof object === 'string' ? [...object] : object.items).at(Number(index));
  }
  if (typeof key !== 'string') return undefined;
  if (object instanceof Map && object.has(key)) return object.get(key);
  return ownAttribute(object, key);
}

function ownAttribute(object: Value, name: string): Value {
  if (object === undefined) throw new Error(`it looks for “${name}” in what is not defined`);
  if (name.startsWith('_')) throw new Error(`it looks for “${name}”, which is out of reach`);
  if (object instanceof Attributes && object.values.has(name)) return object.values.get(name);
  if (typeof object === 'string' && Object.hasOwn(ofTexts, name)) return bound(name, ofTexts[name], object);
  if (object instanceof Map && Object.hasOwn(ofDicts, name)) return bound(name, ofDicts[name], object);
  const kind =
    typeof object === 'string'
      ? 'text'
      : object instanceof Map
        ? 'dict'
        : object instanceof Sequence
          ? 'sequence'
          : object instanceof Attributes
            ? 'attributes'
            : 'number';
  if (typeof object === 'function' || others[kind].has(name))
    throw new Error(`it uses “${name}” of ${kindOf(object)}, which cannot be done here`);
  return undefined;
}

function bound<T>(name: string, [parameters, run]: Method<T>, self: T): Callable {
  return (args, named) => run(self, new Given(name, parameters, args, named));
}

/** `object[start:stop:step]` */
export function slice(object: Value, start: Value, stop: Value, step: Value): Value {
  const text = typeof object === 'string';
  if (!text && !(object instanceof Sequence && (object.kind === 'list' || object.kind === 'tuple')))
    throw new Error(`it cuts ${kindOf(object)}`);
  const items = text ? [...object] : object.items;
  const by = end(step) ?? 1;
  if (by === 0) throw new Error('it cuts in steps of zero');
  const bounds = by > 0 ? [0, items.length] : [-1, items.length - 1];
  const clamp = (at: number): number =>
    Math.min(Math.max(at < 0 ? at + items.length : at, bounds[0]), bounds[1]);
  const from = end(start);
  const to = end(stop);
  const last = to === undefined ? (by > 0 ? items.length : -1) : clamp(to);
  const taken: Value[] = [];
  for (
    let at = from === undefined ? (by > 0 ? 0 : items.length - 1) : clamp(from);
    by > 0 ? at < last : at > last;
    at += by
  )
    taken.push(items[at]);
  return text ? taken.join('') : new Sequence(object.kind, taken);
}

function end(value: Value): number | undefined {
  if (value === null || value === undefined) return undefined;
  const number = numberOf(value);
  if (typeof number !== 'bigint') throw new Error(`it cuts at ${kindOf(value)}`);
  return Number(number);
}
