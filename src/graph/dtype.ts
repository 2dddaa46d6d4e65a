import { typeOf } from './feeds';
import { TensorProto_DataType as Type } from './onnx_pb';
import type { GraphProto } from './onnx_pb';
import { constantTensor, integer } from './values';
import { producerOf } from './wiring';
import type { Wiring } from './wiring';

/** The input that decides the output's type, if it is not the first one. */
const deciding: Record<string, number> = {
  CastLike: 1,
  DequantizeLinear: 1,
  DynamicQuantizeMatMul: 2,
  MatMulIntegerToFloat: 2,
  Where: 1,
};

/** Element types that the graph itself declares: always for inputs and outputs, sometimes in between. */
export function declaredTypes({ input, output, valueInfo }: GraphProto): Map<string, number> {
  return new Map([...input, ...output, ...valueInfo].map((value) => [value.name, typeOf(value)]));
}

/**
 * Element type of a tensor inside the graph (FLOAT, FLOAT16, …). Exporters seldom declare it, so it is traced
 * back to a weight, an input or a cast; FLOAT if that leads nowhere.
 */
export function dtypeOf(wiring: Wiring, declared: Map<string, number>, tensor: string): number {
  let name = tensor;
  for (let steps = 0; steps <= wiring.nodes.length; steps += 1) {
    const type = declared.get(name) || constantTensor(wiring, name)?.dataType;
    if (type) return type;
    const node = producerOf(wiring, name);
    if (!node) break;
    if (node.opType === 'Cast') return integer(node, 'to', Type.FLOAT);
    if (node.opType === 'Shape' || node.opType === 'Size') return Type.INT64;
    name = node.input[Object.hasOwn(deciding, node.opType) ? deciding[node.opType] : 0] ?? '';
  }
  return Type.FLOAT;
}
