import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { GraphError } from './error';

/** Nodes, their inputs and attributes, shapes of values and so on: ten times what models of a hundred layers have. */
const mostElements = 1_000_000;
/** Graphs within graphs, each three messages deep. */
const deepest = 96;

/**
 * Measures a model before it is built: two bytes of a file become an object of hundreds, and nested graphs
 * make the builder recurse.
 */
export class Extent {
  private elements = 0;

  /** @throws GraphError `unsupported` for more elements than any model has */
  add(elements: number): void {
    this.elements += elements;
    if (this.elements <= mostElements) return;
    throw new GraphError(
      'unsupported',
      'The model has more than a million nodes, values and settings outside its weights. Choose another model.',
    );
  }

  /**
   * Adds all that is in a message.
   *
   * @throws GraphError as `add`, and for what is deeper than in any model; whatever the reader throws for what is cut off
   */
  addMessage(schema: DescMessage, bytes: Uint8Array): void {
    const reader = new BinaryReader(bytes);
    const open = [{ fields: fieldsOf(schema), end: bytes.length }];
    for (let top = open.at(-1); top; top = open.at(-1)) {
      if (reader.pos >= top.end) {
        open.pop();
        continue;
      }
      const [number, wire] = reader.tag();
      this.add(1);
      if (wire !== WireType.LengthDelimited) {
        reader.skip(wire, number);
        continue;
      }
      const field = top.fields.get(number);
      const length = reader.uint32();
      const end = reader.pos + length;
      if (field?.message && end <= top.end) {
        if (open.length >= deepest)
          throw new GraphError(
            'unsupported',
            'The model has graphs within graphs without end. Export it again.',
          );
        open.push({ fields: fieldsOf(field.message), end });
      } else {
        if (field) this.add(packed(field, length));
        reader.pos = end;
      }
    }
  }
}

const known = new Map<DescMessage, Map<number, DescField>>();
function fieldsOf(schema: DescMessage): Map<number, DescField> {
  let fields = known.get(schema);
  if (!fields) known.set(schema, (fields = new Map(schema.fields.map((field) => [field.number, field]))));
  return fields;
}

/** How many numbers a list of this many bytes may hold. */
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
