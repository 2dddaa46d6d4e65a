/** A tensor as a pickle names it: whose bytes, and which of them. Offset and size in elements. */
export interface PickledTensor {
  storage: string;
  /** Elements in the storage. */
  storageSize: number;
  offset: number;
  size: number;
}

/** The one thing that is read here cannot be: `message` says why, as the end of a sentence. */
export class PickleError extends Error {
  override readonly name = 'PickleError';
}

/** What can lie on the stack of a pickle that this reader understands. */
type Value =
  | number
  | string
  | boolean
  | { list: Value[] }
  | { tuple: Value[] }
  | { global: string }
  | { storage: string; storageSize: number }
  | { tensor: PickledTensor }
  | { ordered: true };

const mark = Symbol('mark');

/** Lists of lists as in a published neuron set; more would be no such set. */
const mostTensors = 1_000_000;

/**
 * Reads a pickle of `List[List[LongTensor]]` as torch.save writes it (protocol 2), and nothing else. Nothing is
 * looked up, imported or called: the three names such a pickle contains are told by their spelling, and any other
 * name, instruction or shape ends the reading.
 * Source: the instruction set in Python's pickletools; torch.serialization for the persistent ids.
 *
 * @throws PickleError
 */
export function readTensorLists(pickle: Uint8Array): PickledTensor[][] {
  const root = run(pickle);
  let tensors = 0;
  return listOf(root).map((inner) =>
    listOf(inner).map((value) => {
      if (typeof value !== 'object' || !('tensor' in value))
        throw new PickleError('it holds other things than tensors');
      if (++tensors > mostTensors) throw new PickleError('it holds more tensors than any model has layers');
      return value.tensor;
    }),
  );
}

function listOf(value: Value): Value[] {
  if (typeof value === 'object' && 'list' in value) return value.list;
  throw new PickleError('it is not a list of languages, each a list of layers');
}

function run(pickle: Uint8Array): Value {
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
        stack.push(known(`${input.line()} ${input.line()}`));
        break;
      case 'Q':
        stack.push(storage(pop()));
        break;
      case 'R': {
        const argument = pop();
        stack.push(rebuilt(pop(), argument));
        break;
      }
      default:
        throw new PickleError(
          `it contains the instruction 0x${code.toString(16)}, which no neuron set needs`,
        );
    }
  }
}

const rebuildTensor = 'torch._utils _rebuild_tensor_v2';
const longStorage = 'torch LongStorage';
const orderedDict = 'collections OrderedDict';

function known(name: string): Value {
  if (name === rebuildTensor || name === longStorage || name === orderedDict) return { global: name };
  const shown = name
    .replace(' ', '.')
    .replace(/[^\w.]/g, '?')
    .slice(0, 60);
  throw new PickleError(`it asks for ${shown}, which no neuron set needs`);
}

/** `('storage', LongStorage, key, device, elements)`, torch's persistent id. */
function storage(id: Value): Value {
  const [kind, type, key, device, size] = items(id, 5);
  const isLong = typeof type === 'object' && 'global' in type && type.global === longStorage;
  if (
    kind !== 'storage' ||
    !isLong ||
    typeof key !== 'string' ||
    typeof device !== 'string' ||
    !isSize(size)
  ) {
    throw new PickleError('its tensors are not of whole numbers (int64)');
  }
  return { storage: key, storageSize: size };
}

/** The two calls of such a pickle, taken for what they mean. */
function rebuilt(callee: Value, argument: Value): Value {
  const name = typeof callee === 'object' && 'global' in callee ? callee.global : '';
  if (name === orderedDict && items(argument, 0)) return { ordered: true };
  if (name !== rebuildTensor) throw new PickleError('it calls something that no neuron set needs');
  const [source, offset, shape, stride, , hooks] = items(argument, 6);
  const [size] = items(shape, 1);
  const [step] = items(stride, 1);
  if (
    typeof source !== 'object' ||
    !('storage' in source) ||
    typeof hooks !== 'object' ||
    !('ordered' in hooks)
  ) {
    throw new PickleError('a tensor in it is described wrongly');
  }
  if (!isSize(offset) || !isSize(size) || step !== 1 || offset + size > source.storageSize) {
    throw new PickleError('a tensor in it does not fit its data');
  }
  return { tensor: { ...source, offset, size } };
}

function items(value: Value, length: number): Value[] {
  if (typeof value === 'object' && 'tuple' in value && value.tuple.length === length) return value.tuple;
  throw new PickleError('a tensor in it is described wrongly');
}

function isSize(value: Value): value is number {
  return typeof value === 'number' && value >= 0;
}

/** Reads on from byte to byte and never past the end. */
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
