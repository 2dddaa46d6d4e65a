import { TensorProto_DataType as Type } from './onnx_pb';
import type { Rewrite } from './rewrite';

/**
 * Reads given tokens with neurons switched off, and returns how likely it finds each: the logits, one
 * vocabulary per token, never leave the graph.
 * - in, per layer i: `scale.i` float [dMlp], times the activation on its way to the down-projection, 0 for
 * off; `targets` int64 [batch, sequence], the token after each
 * - out: `log_probability` float [batch, sequence], natural log of the target's probability
 */
export function ablate(rewrite: Rewrite): void {
  const { blocks, dMlp, inputs, logits, vocabulary } = rewrite.anatomy;
  blocks.forEach(({ activation, use }, layer) => {
    const input = rewrite.input(`scale.${layer}`, Type.FLOAT, [dMlp]);
    const scale = rewrite.cast(input, Type.FLOAT, rewrite.dtype(activation));
    rewrite.rewire(use, rewrite.node('Mul', [activation, scale]));
  });
  const targets = rewrite.input('targets', Type.INT64, ['batch', 'sequence']);
  const flat = rewrite.node('Reshape', [logits, rewrite.integers(-1, vocabulary)]);
  const floats = rewrite.cast(flat, rewrite.dtype(logits), Type.FLOAT);
  const all = rewrite.node('LogSoftmax', [floats], { axis: 1 });
  const column = rewrite.node('Reshape', [targets, rewrite.integers(-1, 1)]);
  const chosen = rewrite.node('GatherElements', [all, column], { axis: 1 });
  const shaped = rewrite.node('Reshape', [chosen, rewrite.node('Shape', [inputs.ids])]);
  rewrite.output('log_probability', shaped, Type.FLOAT, ['batch', 'sequence']);
}
