import { TensorProto_DataType as Type } from './onnx_pb';
import type { Rewrite } from './rewrite';

/**
 * Counts inside the graph, so that no activation leaves it.
 * - in: `token_mask` uint8 [batch, sequence], 1 where a token counts
 * - out, per layer i: `over_zero.i` int32 [dMlp], tokens with activation > 0; `activation_sum.i` float [dMlp];
 *   and `residual_sum.i` float [dModel] for i = 0 … layers
 */
export function count(rewrite: Rewrite): void {
  const { blocks, dMlp, dModel, residuals } = rewrite.anatomy;
  const mask = rewrite.input('token_mask', Type.UINT8, ['batch', 'sequence']);
  const row = rewrite.node('Reshape', [mask, rewrite.integers(1, -1)]);
  const floatRow = rewrite.cast(row, Type.UINT8, Type.FLOAT);

  const sum = (name: string, tensor: string, width: number): void => {
    const flat = rewrite.node('Reshape', [tensor, rewrite.integers(-1, width)]);
    const float = rewrite.cast(flat, rewrite.dtype(tensor), Type.FLOAT);
    const total = rewrite.node('MatMul', [floatRow, float]);
    rewrite.output(name, rewrite.node('Reshape', [total, rewrite.integers(width)]), Type.FLOAT, [width]);
  };
  blocks.forEach(({ activation }, layer) => {
    // Greater → uint8 → integer product with the mask: the cheapest form measured on CPU (+2 % kernel time).
    const over = rewrite.node('Greater', [activation, rewrite.zero(rewrite.dtype(activation))]);
    const ones = rewrite.cast(over, Type.BOOL, Type.UINT8);
    const flat = rewrite.node('Reshape', [ones, rewrite.integers(-1, dMlp)]);
    const total = rewrite.node('MatMulInteger', [row, flat]);
    const counts = rewrite.node('Reshape', [total, rewrite.integers(dMlp)]);
    rewrite.output(`over_zero.${layer}`, counts, Type.INT32, [dMlp]);
    sum(`activation_sum.${layer}`, activation, dMlp);
  });
  residuals.forEach((residual, layer) => sum(`residual_sum.${layer}`, residual, dModel));
}
