import type { OnnxGraph } from './file';
import { linearAt } from './linear';
import { TensorProto_DataType as Type } from './onnx_pb';
import { integer } from './values';
import { producerOf, wire } from './wiring';
import type { Wiring } from './wiring';

/** How a graph stores the weights of its linear layers. */
export type Precision = 'fp32' | 'fp16' | 'bf16' | 'int8' | 'int4' | 'int2' | 'other';

const stored = new Map<number, Precision>([
  [Type.FLOAT, 'fp32'],
  [Type.FLOAT16, 'fp16'],
  [Type.BFLOAT16, 'bf16'],
  [Type.INT8, 'int8'],
  [Type.UINT8, 'int8'],
  [Type.INT4, 'int4'],
  [Type.UINT4, 'int4'],
  [Type.INT2, 'int2'],
  [Type.UINT2, 'int2'],
]);

const byBits = new Map<number, Precision>([
  [8, 'int8'],
  [4, 'int4'],
  [2, 'int2'],
]);

/**
 * The precision of most weights in linear layers. Embeddings do not count: quantizers often leave them as
 * they are.
 * @throws GraphError `malformed` if it is not a valid graph
 */
export function precisionOf({ model }: OnnxGraph): Precision {
  const wiring = wire(model.graph!);
  const elements = new Map<Precision, number>();
  wiring.nodes.forEach((node, index) => {
    const linear = linearAt(wiring, index);
    if (!linear) return;
    const packed = byBits.get(integer(node, 'bits', node.opType === 'MatMulBnb4' ? 4 : 0));
    const found = packed ?? storedAs(wiring, node.input);
    elements.set(found, (elements.get(found) ?? 0) + linear.inWidth * linear.outWidth);
  });
  const [most] = [...elements].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? 'other';
}

/** The type of the first constant matrix among a node's inputs, through what dequantizes or turns it. */
function storedAs(wiring: Wiring, inputs: readonly string[]): Precision {
  for (const input of inputs) {
    if (!wiring.constants.has(input)) continue;
    let name = input;
    for (let steps = 0; steps < 16; steps += 1) {
      const tensor = wiring.initializers.get(name) ?? constant(wiring, name);
      if (tensor) {
        if (tensor.dims.length >= 2) return stored.get(tensor.dataType) ?? 'other';
        break;
      }
      name = producerOf(wiring, name)?.input[0] ?? '';
    }
  }
  return 'other';
}

function constant(wiring: Wiring, name: string) {
  const node = producerOf(wiring, name);
  return node?.opType === 'Constant' ? node.attribute.find((attribute) => attribute.t)?.t : undefined;
}
