import { GraphError } from './error';
import { TensorProto_DataType as Type } from './onnx_pb';
import type { Rewrite } from './rewrite';
import { ancestors, describe, producerOf } from './wiring';

/**
 * Final norm and language-model head alone, for reading any residual as a prediction (logit lens).
 * - in: `residual` float [n, dModel]
 * - out: `logits` float [n, vocabulary], with the soft-cap or scale the model has
 * @throws GraphError `unsupported` when the head reads more than the residual, or only the last token
 */
export function lens(rewrite: Rewrite): void {
  const { dModel, logits, residuals, vocabulary } = rewrite.anatomy;
  const last = residuals[residuals.length - 1];
  checkHead(rewrite, last);

  const input = rewrite.input('residual', Type.FLOAT, ['n', dModel]);
  // Exported heads expect [batch, sequence, dModel], and some look these up in tokens or hidden states before.
  const batch = rewrite.node('Reshape', [input, rewrite.integers(1, -1, dModel)]);
  const first = rewrite.node('Gather', [batch, rewrite.integers(0)], { axis: 2 });
  const tokens = rewrite.node('Reshape', [first, rewrite.integers(1, -1)]);
  rewrite.rewireShapesBefore(last, { hidden: batch, tokens });
  const stream = rewrite.cast(batch, Type.FLOAT, rewrite.dtype(last));
  const norm = rewrite.skipNormOf(last);
  if (norm === undefined) {
    rewrite.rewireAll(last, stream);
  } else {
    const { opType, input: operands, output } = rewrite.wiring.nodes[norm];
    const plain = opType.replace('Skip', '');
    const weights = operands.slice(2, plain === 'LayerNormalization' ? 4 : 3).filter((name) => name !== '');
    rewrite.replace(norm, {
      opType: plain,
      domain: '',
      input: [stream, ...weights],
      output: output.slice(0, 1),
    });
  }
  // The name `logits` is wanted for the reshaped ones.
  const head = rewrite.rename(logits, 'babelscope/head');
  const float = rewrite.cast(head, rewrite.dtype(logits), Type.FLOAT);
  const flat = rewrite.node('Reshape', [float, rewrite.integers(-1, vocabulary)]);
  rewrite.output('logits', flat, Type.FLOAT, ['n', vocabulary]);
}

function checkHead({ wiring, anatomy }: Rewrite, last: string): void {
  for (const name of ancestors(wiring, anatomy.logits, new Set([last]))) {
    const node = name === last ? undefined : producerOf(wiring, name);
    if (node?.opType.startsWith('Gather') && ancestors(wiring, name, new Set([last])).has(last)) {
      throw new GraphError(
        'unsupported',
        `The model computes logits for some tokens only, at ${describe(node)}. Export it without pruning the language-model head.`,
      );
    }
  }
}
