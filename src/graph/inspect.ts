import { TensorProto_DataType as Type } from './onnx_pb';
import type { Rewrite } from './rewrite';

/**
 * Hands out the activations of chosen neurons and the residual stream of every token.
 * - in, per layer i: `neurons.i` int64 [n_i], which may be empty
 * - out: `activations.i` float [batch, sequence, n_i]; `residual.i` float [batch, sequence, dModel] for
 *   i = 0 … layers
 */
export function inspect(rewrite: Rewrite): void {
  const { blocks, dMlp, dModel, inputs, residuals } = rewrite.anatomy;
  const tokens = rewrite.node('Shape', [inputs.ids]);

  // Some exports flatten batch and sequence inside a block.
  const perToken = (tensor: string, width: number): string => {
    const shape = rewrite.node('Concat', [tokens, rewrite.integers(width)], { axis: 0 });
    return rewrite.node('Reshape', [tensor, shape]);
  };
  blocks.forEach(({ activation }, layer) => {
    const neurons = rewrite.input(`neurons.${layer}`, Type.INT64, [`neurons_${layer}`]);
    const chosen = rewrite.node('Gather', [perToken(activation, dMlp), neurons], { axis: 2 });
    const float = rewrite.cast(chosen, rewrite.dtype(activation), Type.FLOAT);
    rewrite.output(`activations.${layer}`, float, Type.FLOAT, ['batch', 'sequence', `neurons_${layer}`]);
  });
  residuals.forEach((residual, layer) => {
    const float = rewrite.cast(perToken(residual, dModel), rewrite.dtype(residual), Type.FLOAT);
    rewrite.output(`residual.${layer}`, float, Type.FLOAT, ['batch', 'sequence', dModel]);
  });
}
