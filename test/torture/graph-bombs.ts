/** Graphs that are small and want much, as the wire format of Protocol Buffers writes them. */

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
const number = (field: number, value: number) => Buffer.from([...varint(field * 8), ...varint(value)]);
const head = (field: number, length: number) => Buffer.from([...varint(field * 8 + 2), ...varint(length)]);
const bytes = (field: number, ...parts: (Uint8Array | string)[]) => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([head(field, body.length), body]);
};
/** A message without anything in it, many times over: two bytes each. */
const empty = (field: number, times: number) => Buffer.alloc(2 * times, Buffer.from([field * 8 + 2, 0]));

/** Field numbers of onnx.proto. */
const [model, graph, node, attribute, tensor] = [
  { irVersion: 1, graph: 7 },
  { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13 },
  { input: 1, output: 2, name: 3, operator: 4, attribute: 5 },
  { graph: 6, floats: 7, ints: 8 },
  { dims: 1, type: 2, int64: 7, name: 8, raw: 9, external: 13, location: 14 },
];
const modelOf = (...parts: Uint8Array[]) =>
  Buffer.concat([number(model.irVersion, 8), bytes(model.graph, Buffer.concat(parts))]);
const identity = (from: string, to: string) =>
  bytes(graph.node, ...[bytes(node.input, from), bytes(node.output, to), bytes(node.operator, 'Identity')]);
/** @param ends what the i-th of a hundred thousand nodes reads and makes */
const inARow = (ends: (i: number) => [number, number]) => {
  const nodes = Array.from({ length: 100_000 }, (_, i) => {
    const [from, to] = ends(i);
    return identity(`v${from}`, `v${to}`);
  });
  return modelOf(Buffer.concat(nodes));
};
const entry = (key: string, value: string) => bytes(tensor.external, bytes(1, key), bytes(2, value));
const one = identity('a', 'b');
const many = 8_000_000;

/** A node with a graph with a node with a graph, and so on: from the innermost out, without copying what is inside. */
function nested(depth: number): Buffer {
  const heads: Buffer[] = [];
  let length = 0;
  for (let i = 0; i < depth; i++)
    for (const field of [attribute.graph, node.attribute, graph.node]) {
      const next = head(field, length);
      heads.push(next);
      length += next.length;
    }
  return Buffer.concat(heads.reverse());
}

/** Weights in a file of their own, at a place where none are. */
const elsewhere = (place: Record<string, string>, dims = [64, 64]) =>
  modelOf(
    one,
    bytes(
      graph.initializer,
      ...dims.map((dim) => number(tensor.dims, dim)),
      ...[number(tensor.type, 1), bytes(tensor.name, 'w'), number(tensor.location, 1)],
      ...Object.entries({ location: 'weights.bin', ...place }).map(([key, value]) => entry(key, value)),
    ),
  );

/** By what they are. */
export const graphBombs: Record<string, () => Buffer> = {
  'nested 50,000 deep': () => modelOf(nested(50_000)),
  'of eight million nodes without anything': () => modelOf(empty(graph.node, many)),
  'of eight million weights without anything': () => modelOf(one, empty(graph.initializer, many)),
  'of eight million values without anything': () => modelOf(one, empty(graph.valueInfo, many)),
  'whose node has eight million inputs': () => modelOf(bytes(graph.node, empty(node.input, many))),
  'whose node has eight million settings': () => modelOf(bytes(graph.node, empty(node.attribute, many))),
  'whose setting has sixteen million numbers': () =>
    modelOf(bytes(graph.node, bytes(node.attribute, bytes(attribute.ints, Buffer.alloc(2 * many, 1))))),
  'whose weight has sixteen million dimensions': () =>
    modelOf(one, bytes(graph.initializer, bytes(tensor.dims, Buffer.alloc(2 * many, 1)))),
  'whose small weight has sixteen million numbers': () =>
    modelOf(one, bytes(graph.initializer, bytes(tensor.int64, Buffer.alloc(2 * many, 1)))),
  'of a hundred thousand nodes in a row': () => inARow((i) => [i, i + 1]),
  'of a hundred thousand nodes in a row, the last first': () => inARow((i) => [100_000 - i, 100_001 - i]),
  'of a hundred thousand nodes in a circle': () => inARow((i) => [i, (i + 1) % 100_000]),
  'that claims to be longer than any disk': () =>
    Buffer.concat([number(model.irVersion, 8), head(model.graph, 2 ** 52), one]),
  'whose weight claims to be longer than any disk': () =>
    modelOf(one, head(graph.initializer, 2 ** 52), head(tensor.raw, 2 ** 50)),
  'whose weight claims dimensions beyond all numbers': () =>
    modelOf(
      one,
      bytes(
        graph.initializer,
        ...Array.from({ length: 6 }, () => number(tensor.dims, 2 ** 31)),
        ...[number(tensor.type, 1), bytes(tensor.name, 'w'), bytes(tensor.raw, Buffer.alloc(2048))],
      ),
    ),
  'whose weights lie far behind the end of their file': () =>
    elsewhere({ offset: String(2 ** 52), length: '16384' }),
  'whose weights are longer than any disk': () => elsewhere({ offset: '0', length: String(2 ** 52) }),
  'whose weights lie before their file': () => elsewhere({ offset: '-4096', length: '16384' }),
  'whose weights lie in a device that never ends': () =>
    elsewhere({ location: '../../../../../../dev/zero' }),
  'whose weights’ place has a million digits': () => elsewhere({ offset: '9'.repeat(1_000_000) }),
};
