/** Number types of tensors, by torch's names of their storages. */
const storageTypes = {
  'torch LongStorage': 'int64',
  'torch IntStorage': 'int32',
  'torch FloatStorage': 'float32',
  'torch DoubleStorage': 'float64',
  'torch ShortStorage': 'int16',
  'torch HalfStorage': 'float16',
  'torch BFloat16Storage': 'bfloat16',
  'torch BoolStorage': 'bool',
} as const;
export type NumberType = (typeof storageTypes)[keyof typeof storageTypes];

/**
 * A tensor as a pickle describes it: its storage, and which elements of it. Offset, size and steps in
 * elements.
 */
export interface PickledTensor {
  storage: string;
  type: NumberType;
  /** Empty for a single number. */
  shape: number[];
  /** Elements in the storage. */
  storageSize: number;
  offset: number;
  size: number;
  /** `[axis]` distance from one element to the next; those of a transposed tensor do not match its shape. */
  steps: number[];
}

/** The pickle cannot be read: `message` says why, as the end of a sentence. */
export class PickleError extends Error {
  override readonly name = 'PickleError';
}

/** Anything that can be on the stack of a pickle that this reader understands. */
type Value =
  | number
  | string
  | boolean
  | { list: Value[] }
  | { tuple: Value[] }
  | { global: string }
  | { storage: string; storageSize: number; type: NumberType }
  | { tensor: PickledTensor }
  | { dictionary: Map<string, Value> }
  | { ordered: true; dictionary: Map<string, Value> }
  | { none: true };

const mark = Symbol('mark');

/** Limit for the lists of lists of a published neuron set. */
const mostTensors = 1_000_000;

/**
 * Reads a pickle of `List[List[LongTensor]]` as torch.save writes it (protocol 2), and nothing else. Nothing
 * is looked up, imported or called: the three names that such a pickle contains are recognised by spelling,
 * and any other name, instruction or shape is an error. Source: the instruction set in Python's pickletools;
 * torch.serialization for the persistent ids.
 *
 * @throws PickleError
 */
export function readTensorLists(pickle: Uint8Array): PickledTensor[][] {
  const root = run(pickle, false);
  let tensors = 0;
  return listOf(root).map((inner) =>
    listOf(inner).map((value) => {
      if (typeof value !== 'object' || !('tensor' in value))
        throw new PickleError('it holds other things than tensors');
      if (value.tensor.shape.length !== 1) throw new PickleError('a tensor in it is described wrongly');
      if (++tensors > mostTensors) throw new PickleError('it holds more tensors than any model has layers');
      return value.tensor;
    }),
  );
}

/** Whether a pickle of protocol 2 holds a dictionary: published counts do, neuron sets are lists. */
export function isDictionary(pickle: Uint8Array): boolean {
  if (pickle[0] !== 0x80 || pickle[1] !== 2) return false;
  return (
    pickle[2] === 0x7d ||
    Buffer.from(pickle.subarray(2, 27)).equals(Buffer.from('ccollections\nOrderedDict\n'))
  );
}

/**
 * Reads a pickle of a dictionary just as strictly: its numbers and tensors. Any other value is skipped.
 *
 * @throws PickleError
 */
export function readTensorDictionary(pickle: Uint8Array): Map<string, number | PickledTensor> {
  const root = run(pickle, true);
  if (typeof root !== 'object' || !('dictionary' in root)) throw new PickleError('it is not a dictionary');
  const found = new Map<string, number | PickledTensor>();
  for (const [key, value] of root.dictionary) {
    if (typeof value === 'number') found.set(key, value);
    else if (typeof value === 'object' && 'tensor' in value) found.set(key, value.tensor);
  }
  return found;
}

function listOf(value: Value): Value[] {
  if (typeof value === 'object' && 'list' in value) return value.list;
  throw new PickleError('it is not a list of languages, each a list of layers');
}

/** @param dictionaries whether to allow dictionaries and large numbers, which no neuron set needs */
function run(pickle: Uint8Array, dictionaries: boolean): Value {
  const input = new Input(pickle);
  const stack: (Value | typeof mark)[] = [];
  const memo = new Map<number, Value>();
  const pop = (): Value => {
    const value = stack.pop();
    if (value === undefined || value === mark) throw new PickleError('its instructions do not fit together');
    return value;
  };
  const popToMark = (): Value[] => {
    const at = stack.lastIndexOf(mark);
    if (at < 0) throw new PickleError('its instructions do not fit together');
    const values = stack.splice(at);
    return values.slice(1) as Value[];
  };
  const tuple = (length: number) => {
    const items = Array.from({ length }, pop).reverse();
    stack.push({ tuple: items });
  };
  const remember = (index: number) => {
    const value = pop();
    stack.push(value);
    memo.set(index, value);
  };
  const recall = (index: number) => {
    const value = memo.get(index);
    if (value === undefined) throw new PickleError('it refers to something it has not said');
    stack.push(value);
  };
  const top = (): Value[] => {
    const value = pop();
    stack.push(value);
    return listOf(value);
  };
  if (input.byte() !== 0x80 || input.byte() !== 2) throw new PickleError('it is no pickle of protocol 2');
  for (;;) {
    const code = input.byte();
    if (dictionaries) {
      if (code === 0x7d) {
        stack.push({ dictionary: new Map() });
        continue;
      }
      if (code === 0x73 || code === 0x75) {
        const items = code === 0x75 ? popToMark() : [pop(), pop()].reverse();
        const value = pop();
        stack.push(value);
        setAll(value, items);
        continue;
      }
      if (code === 0x8a) {
        stack.push(input.long());
        continue;
      }
      if (code === 0x47) {
        stack.push(input.double());
        continue;
      }
      if (code === 0x4e) {
        stack.push({ none: true });
        continue;
      }
    }
    switch (String.fromCharCode(code)) {
      case '.': {
        const value = pop();
        if (stack.length > 0) throw new PickleError('its instructions do not fit together');
        return value;
      }
      case '(':
        stack.push(mark);
        break;
      case ']':
        stack.push({ list: [] });
        break;
      case ')':
        stack.push({ tuple: [] });
        break;
      case 't':
        stack.push({ tuple: popToMark() });
        break;
      case '\x85':
      case '\x86':
      case '\x87':
        tuple(code - 0x84);
        break;
      case 'a': {
        const value = pop();
        top().push(value);
        break;
      }
      case 'e': {
        const values = popToMark();
        const list = top();
        for (const value of values) list.push(value);
        break;
      }
      case 'q':
        remember(input.byte());
        break;
      case 'r':
        remember(input.unsigned());
        break;
      case 'h':
        recall(input.byte());
        break;
      case 'j':
        recall(input.unsigned());
        break;
      case 'K':
        stack.push(input.byte());
        break;
      case 'M':
        stack.push(input.byte() + 256 * input.byte());
        break;
      case 'J':
        stack.push(input.unsigned() | 0);
        break;
      case '\x88':
      case '\x89':
        stack.push(code === 0x88);
        break;
      case 'X':
        stack.push(input.text(input.unsigned()));
        break;
      case 'c':
        stack.push(known(`${input.line()} ${input.line()}`, dictionaries));
        break;
      case 'Q':
        stack.push(storage(pop()));
        break;
      case 'R': {
        const argument = pop();
        stack.push(rebuilt(pop(), argument, dictionaries));
        break;
      }
      default:
        throw new PickleError(
          `it contains the instruction 0x${code.toString(16)}, which no neuron set needs`,
        );
    }
  }
}

/** Alternating keys and values. */
function setAll(value: Value, items: Value[]): void {
  if (typeof value !== 'object' || !('dictionary' in value) || items.length % 2 !== 0)
    throw new PickleError('its instructions do not fit together');
  for (let i = 0; i < items.length; i += 2) {
    const key = items[i];
    if (typeof key !== 'string' || value.dictionary.has(key))
      throw new PickleError('its dictionary has a key that is no name, or one twice');
    value.dictionary.set(key, items[i + 1]);
  }
}

const rebuildTensor = 'torch._utils _rebuild_tensor_v2';
const orderedDict = 'collections OrderedDict';

function known(name: string, dictionaries: boolean): Value {
  const isStorage = Object.hasOwn(storageTypes, name) && (dictionaries || name === 'torch LongStorage');
  if (name === rebuildTensor || name === orderedDict || isStorage) return { global: name };
  const shown = name
    .replace(' ', '.')
    .replace(/[^\w.]/g, '?')
    .slice(0, 60);
  throw new PickleError(`it asks for ${shown}, which no neuron set needs`);
}

/** `('storage', LongStorage, key, device, elements)`, torch's persistent id. */
function storage(id: Value): Value {
  const [kind, type, key, device, size] = items(id, 5);
  const named = typeof type === 'object' && 'global' in type ? type.global : '';
  if (
    kind !== 'storage' ||
    !Object.hasOwn(storageTypes, named) ||
    typeof key !== 'string' ||
    typeof device !== 'string' ||
    !isSize(size)
  ) {
    throw new PickleError('its tensors are of no number type that it may have');
  }
  return { storage: key, storageSize: size, type: storageTypes[named as keyof typeof storageTypes] };
}

/** The two calls that occur in such a pickle, replaced by their results. */
function rebuilt(callee: Value, argument: Value, anyOrder: boolean): Value {
  const name = typeof callee === 'object' && 'global' in callee ? callee.global : '';
  if (name === orderedDict && items(argument, 0)) return { ordered: true, dictionary: new Map() };
  if (name !== rebuildTensor) throw new PickleError('it calls something that no neuron set needs');
  const [source, offset, shape, stride, , hooks] = items(argument, 6);
  const sizes = sizesIn(shape);
  const steps = sizesIn(stride);
  const size = sizes.reduce((product, each) => product * each, 1);
  // Elements are contiguous: each step is the product of the inner sizes.
  const inOrder = steps.every(
    (step, axis) => step === sizes.slice(axis + 1).reduce((product, each) => product * each, 1),
  );
  if (
    typeof source !== 'object' ||
    !('storage' in source) ||
    typeof hooks !== 'object' ||
    !('ordered' in hooks)
  ) {
    throw new PickleError('a tensor in it is described wrongly');
  }
  if (!inOrder && !anyOrder) throw new PickleError('a tensor in it does not have its numbers in order');
  const span = size === 0 ? 0 : 1 + sizes.reduce((sum, each, axis) => sum + (each - 1) * steps[axis], 0);
  if (!isSize(offset) || steps.length !== sizes.length || offset + span > source.storageSize) {
    throw new PickleError('a tensor in it does not fit its data');
  }
  return { tensor: { ...source, offset, size, shape: sizes, steps } };
}

function items(value: Value, length: number): Value[] {
  if (typeof value === 'object' && 'tuple' in value && value.tuple.length === length) return value.tuple;
  throw new PickleError('a tensor in it is described wrongly');
}

/** At most two axes. */
function sizesIn(value: Value): number[] {
  const sizes = typeof value === 'object' && 'tuple' in value ? value.tuple : undefined;
  if (sizes && sizes.length <= 2 && sizes.every(isSize)) return sizes;
  throw new PickleError('a tensor in it is described wrongly');
}

function isSize(value: Value): value is number {
  return typeof value === 'number' && value >= 0;
}

/** Reads byte by byte and never past the end. */
class Input {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  byte(): number {
    if (this.at >= this.bytes.length) throw new PickleError('it ends too early');
    return this.bytes[this.at++];
  }

  unsigned(): number {
    return this.byte() + this.byte() * 0x100 + this.byte() * 0x10000 + this.byte() * 0x1000000;
  }

  /** A little-endian integer of the given number of bytes, if a JavaScript number holds it exactly. */
  long(): number {
    const length = this.byte();
    if (length > 6) throw new PickleError('it holds a number that no count has');
    let value = 0;
    for (let i = 0; i < length; i++) value += this.byte() * 256 ** i;
    return length > 0 && value >= 2 ** (8 * length - 1) ? value - 256 ** length : value;
  }

  double(): number {
    if (this.bytes.length - this.at < 8) throw new PickleError('it ends too early');
    this.at += 8;
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at - 8, 8).getFloat64(0);
  }

  text(length: number): string {
    if (length > this.bytes.length - this.at) throw new PickleError('it ends too early');
    this.at += length;
    return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at));
  }

  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw new PickleError('it ends too early');
    const text = this.text(end - this.at);
    this.at++;
    return text;
  }
}
