import { TensorProto_DataType as Type } from './onnx_pb';
import type { Rewrite } from './rewrite';

/**
 * The ordinary graph with its cache, with every activation and every block's output within reach.
 * - in, per layer i: `scale.i` and `offset.i` float [dMlp]: activation · scale + offset on its way to the
 *   down-projection; `residual_offset.i` float [dModel], added to the output of block i
 * - out: the logits, in float32, and the cache under their own names
 *
 * Scale 1 and offsets 0 give the plain model's logits exactly.
 */
export function steer(rewrite: Rewrite): void {
  const { blocks, cache, dMlp, dModel, logits, residuals, vocabulary } = rewrite.anatomy;
  blocks.forEach(({ activation, use }, layer) => {
    const type = rewrite.dtype(activation);
    const scale = rewrite.cast(rewrite.input(`scale.${layer}`, Type.FLOAT, [dMlp]), Type.FLOAT, type);
    const offset = rewrite.cast(rewrite.input(`offset.${layer}`, Type.FLOAT, [dMlp]), Type.FLOAT, type);
    rewrite.rewire(use, rewrite.node('Add', [rewrite.node('Mul', [activation, scale]), offset]));
  });
  blocks.forEach((_, layer) => {
    const residual = residuals[layer + 1];
    const input = rewrite.input(`residual_offset.${layer}`, Type.FLOAT, [dModel]);
    const offset = rewrite.cast(input, Type.FLOAT, rewrite.dtype(residual));
    const norm = rewrite.skipNormOf(residual);
    if (norm === undefined) {
      rewrite.rewireAll(residual, rewrite.node('Add', [residual, offset]));
    } else {
      // One node sums and normalizes: the offset has to go into a summand to reach both results.
      const summand = { node: norm, slot: 0 };
      rewrite.rewire(summand, rewrite.node('Add', [rewrite.read(summand), offset]));
    }
  });
  // When decoding, logits are read for every token: the graph widens them faster than JavaScript.
  if (rewrite.dtype(logits) === Type.FLOAT16) {
    const half = rewrite.rename(logits, 'babelscope/logits');
    const float = rewrite.cast(half, Type.FLOAT16, Type.FLOAT);
    rewrite.output(logits, float, Type.FLOAT, ['batch', 'sequence', vocabulary]);
  } else {
    rewrite.keepOutput(logits);
  }
  for (const output of cache?.outputs ?? []) rewrite.keepOutput(output);
}
