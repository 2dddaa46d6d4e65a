import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { GraphError } from './error';

/** Nodes, their inputs and attributes, shapes of values and so on: ten times what models of a hundred layers have. */
export const mostElements = 2_000_000;
/** Graphs within graphs, each three messages deep. */
const deepest = 96;

/**
 * Measures a message before it is built: two bytes of a file become an object of hundreds, and a graph within a graph
 * calls the builder within itself.
 *
 * @throws GraphError `unsupported` for more elements than any model has, or deeper ones; whatever the reader throws for
 *   what is cut off
 */
export function expectSmall(schema: DescMessage, bytes: Uint8Array): void {
  const reader = new BinaryReader(bytes);
  const open = [{ schema, end: bytes.length }];
  let elements = 0;
  for (let top = open.at(-1); top; top = open.at(-1)) {
    if (reader.pos >= top.end) {
      open.pop();
      continue;
    }
    const [number, wire] = reader.tag();
    if (++elements > mostElements) throw tooMany();
    if (wire !== WireType.LengthDelimited) {
      reader.skip(wire, number);
      continue;
    }
    const field = fieldsOf(top.schema).get(number);
    const length = reader.uint32();
    const end = reader.pos + length;
    if (field?.message && end <= top.end) {
      if (open.length >= deepest)
        throw new GraphError(
          'unsupported',
          'The model has graphs within graphs without end. Export it again.',
        );
      open.push({ schema: field.message, end });
    } else {
      elements += field ? packed(field, length) : 0;
      reader.pos = end;
    }
  }
}

/** The refusal of a model of too many parts. */
export function tooMany(): GraphError {
  return new GraphError(
    'unsupported',
    `The model has more than ${mostElements / 1e6} million nodes, values and settings outside its weights. Choose another model.`,
  );
}

const known = new Map<DescMessage, Map<number, DescField>>();
function fieldsOf(schema: DescMessage): Map<number, DescField> {
  let fields = known.get(schema);
  if (!fields) known.set(schema, (fields = new Map(schema.fields.map((field) => [field.number, field]))));
  return fields;
}

/** How many numbers a list of so many bytes may hold. */
function packed(field: DescField, bytes: number): number {
  if (field.fieldKind !== 'list' || field.listKind !== 'scalar') return 0;
  switch (field.scalar) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return 0;
    case ScalarType.FLOAT:
      return bytes / 4;
    case ScalarType.DOUBLE:
      return bytes / 8;
    default:
      return bytes;
  }
}
