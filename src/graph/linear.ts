import { integer, weightShape } from './values';
import type { Wiring } from './wiring';

/** A linear layer: [.., inWidth] → [.., outWidth], however its weight is stored. */
export interface Linear {
  node: number;
  /** The tensor it multiplies. */
  data: string;
  output: string;
  inWidth: number;
  outWidth: number;
}

/** For operators with the weight as an input: which slot it is in, and where the data is. */
const slots: Record<string, { data: number; weight: number }> = {
  MatMul: { data: 0, weight: 1 },
  FusedMatMul: { data: 0, weight: 1 },
  Gemm: { data: 0, weight: 1 },
  FusedGemm: { data: 0, weight: 1 },
  MatMulInteger: { data: 0, weight: 1 },
  MatMulIntegerToFloat: { data: 0, weight: 1 },
  DynamicQuantizeMatMul: { data: 0, weight: 1 },
  QLinearMatMul: { data: 0, weight: 3 },
  QGemm: { data: 0, weight: 3 },
};

/** Operators that carry the weight's shape as attributes K and N, because they store it packed. */
const packed = new Set(['MatMulNBits', 'MatMulBnb4', 'MatMulFpQ4']);

/** The linear layer that a node is, or undefined: its weight has to be constant and a matrix. */
export function linearAt(wiring: Wiring, index: number): Linear | undefined {
  const node = wiring.nodes[index];
  const output = node.output[0] ?? '';
  if (packed.has(node.opType)) {
    const [inWidth, outWidth] = [integer(node, 'K', 0), integer(node, 'N', 0)];
    return inWidth > 0 && outWidth > 0
      ? { node: index, data: node.input[0], output, inWidth, outWidth }
      : undefined;
  }
  const slot = Object.hasOwn(slots, node.opType) ? slots[node.opType] : undefined;
  if (!slot) return undefined;
  const [data, weight] = [node.input[slot.data], node.input[slot.weight]];
  if (!data || !weight || wiring.constants.has(data) || !wiring.constants.has(weight)) return undefined;
  const shape = weightShape(wiring, weight);
  if (shape?.length !== 2) return undefined;
  const [inWidth, outWidth] = integer(node, 'transB', 0) === 1 ? [shape[1], shape[0]] : shape;
  return { node: index, data, output, inWidth, outWidth };
}
