import { GraphError } from './error';
import type { NodeProto } from './onnx_pb';
import { describe } from './wiring';

const hides = (what: string) => (node: string) =>
  `The model hides its activations inside ${node}. ${what} cannot be looked into; choose another export.`;
const experts = hides('Mixture-of-experts operators');
const paged = (node: string) =>
  `The model keeps its cache in pages at ${node}, which only a server can manage. Export the model with an ordinary cache.`;

/** Operators that make a model impossible to inspect or run on its own: why, and what to do. */
const refusals = new Map<string, (node: string) => string>([
  ['MoE', experts],
  ['QMoE', experts],
  ['MatMulNBitsMlp', hides('Feed-forward layers fused into one operator')],
  [
    'TopK',
    (node) =>
      `The model picks experts for each token at ${node}. A mixture of experts, whose neurons run for some tokens only, cannot be looked into; choose a dense model.`,
  ],
  ['PagedAttention', paged],
  [
    'CrossAttention',
    (node) => `The model reads the output of an encoder at ${node}. Choose a decoder-only model.`,
  ],
]);

/**
 * Refuses models that a single node gives away, before searching for anything else.
 * @throws GraphError `unsupported`, naming the node
 */
export function refuseKnown(nodes: readonly NodeProto[]): void {
  for (const node of nodes) {
    const why = refusals.get(node.opType);
    if (why) throw new GraphError('unsupported', why(describe(node)));
    // Decoders of optimum before 1.14: with and without cache, one of them in each branch.
    if (node.opType === 'If' && node.input[0] === 'use_cache_branch') {
      throw new GraphError(
        'unsupported',
        `The model holds two decoders in the branches of ${describe(node)}. Export it again with a current optimum, which makes one.`,
      );
    }
  }
}
