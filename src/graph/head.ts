import { coneOf } from './cone';
import { GraphError } from './error';
import type { Linear } from './linear';
import type { GraphProto } from './onnx_pb';
import type { Wiring } from './wiring';

/** The last linear layer: hidden width → vocabulary. */
export interface Head {
  /** The graph output that holds the logits. */
  logits: string;
  linear: Linear;
}

/**
 * Finds the language-model head: the output called `logits`, or else the one output that is an elementwise
 * function (soft-cap, scale, cast) of a single linear layer.
 * @throws GraphError `unsupported`
 */
export function findHead(graph: GraphProto, wiring: Wiring): Head {
  const named = graph.output.filter(({ name }) => name === 'logits');
  const candidates = (named.length > 0 ? named : graph.output).flatMap(({ name }) => {
    const cone = coneOf(wiring, name);
    return cone?.sources.size === 1 ? [{ logits: name, linear: [...cone.sources.values()][0] }] : [];
  });
  if (candidates.length === 0) {
    const outputs = graph.output.map(({ name }) => `“${name}”`);
    throw new GraphError(
      'unsupported',
      `None of the outputs (${outputs.slice(0, 4).join(', ')}${outputs.length > 4 ? ', …' : ''}) is a language model's logits. Export the model for text generation.`,
    );
  }
  return candidates.reduce((best, head) => (head.linear.outWidth > best.linear.outWidth ? head : best));
}
