import { activationName } from './activation';
import { carriers, coneOf } from './cone';
import type { Cone } from './cone';
import { GraphError } from './error';
import { linearAt } from './linear';
import type { Linear } from './linear';
import { describe, producerOf } from './wiring';
import type { Use, Wiring } from './wiring';

/** `glu`: activation(gate) · up; `mlp`: activation alone. */
export type Family = 'glu' | 'mlp';

/** One feed-forward block. */
export interface Mlp {
  family: Family;
  /** What is applied to the pre-activation: `relu`, `silu`, `gelu`, `gelu_tanh`, … */
  kind: string;
  /** The activation [.., dMlp]: for `glu` the gate's side, before it meets the other. */
  activation: string;
  /** The one reader of the activation on the way to the down-projection. */
  use: Use;
  down: Linear;
}

/**
 * Finds the feed-forward blocks of a decoder, in order: linear layers back to width `dModel` that read nothing
 * but elementwise functions of one or two linear layers out of width `dModel`, with a non-linearity among them.
 * Attention's output projections fail that test, since they read a softmax.
 * @throws GraphError `unsupported`, naming the node
 */
export function findMlps(wiring: Wiring, dModel: number): Mlp[] {
  const mlps: Mlp[] = [];
  wiring.nodes.forEach((_, index) => {
    const down = linearAt(wiring, index);
    if (!down || down.outWidth !== dModel) return;
    const cone = coneOf(wiring, down.data);
    if (!cone || cone.nonlinear.size === 0 || cone.sources.size > 2) return;
    if ([...cone.sources.values()].some(({ inWidth }) => inWidth !== dModel)) return;
    mlps.push(describeMlp(wiring, down, cone));
  });
  return mlps;
}

function describeMlp(wiring: Wiring, down: Linear, cone: Cone): Mlp {
  const end = stripped(wiring, { node: down.node, slot: slotOf(wiring, down.node, down.data) }, false);
  const gate = gateOf(wiring, stripped(wiring, end.use, true));
  if (gate) return { family: 'glu', down, kind: activationName(wiring, gate.cone), ...gate };
  if (cone.sources.size > 1) {
    throw new GraphError(
      'unsupported',
      `The feed-forward block before ${describe(wiring.nodes[down.node])} joins two linear layers in a way that Babelscope does not know. Only activation(gate) · up is supported.`,
    );
  }
  return { family: 'mlp', kind: activationName(wiring, cone), activation: end.tensor, use: end.use, down };
}

/** The gated product Mul(activation(gate), up) that a tensor is, if it is one. */
function gateOf(
  wiring: Wiring,
  { tensor }: { tensor: string },
): { activation: string; use: Use; cone: Cone } | undefined {
  const node = wiring.producers.get(tensor);
  if (node === undefined || wiring.nodes[node].opType !== 'Mul') return undefined;
  const [a, b] = wiring.nodes[node].input;
  const [left, right] = [coneOf(wiring, a), coneOf(wiring, b)];
  if (!left?.sources.size || !right?.sources.size) return undefined;
  if ([...left.sources.keys()].some((source) => right.sources.has(source))) return undefined;
  if (left.nonlinear.size > 0 === right.nonlinear.size > 0) return undefined;
  return left.nonlinear.size > 0
    ? { activation: a, use: { node, slot: 0 }, cone: left }
    : { activation: b, use: { node, slot: 1 }, cone: right };
}

/** Goes back from a reader over operators that only carry the data on (and, if asked, multiply by a constant). */
function stripped(wiring: Wiring, use: Use, constants: boolean): { tensor: string; use: Use } {
  let current = use;
  for (;;) {
    const tensor = wiring.nodes[current.node].input[current.slot];
    const node = producerOf(wiring, tensor);
    if (!node) return { tensor, use: current };
    const data = node.input.findIndex((input) => !wiring.constants.has(input));
    const scaled =
      constants &&
      node.opType === 'Mul' &&
      node.input.some((input) => wiring.constants.has(input)) &&
      data >= 0;
    if (!scaled && !carriers.has(node.opType)) return { tensor, use: current };
    current = { node: wiring.producers.get(tensor)!, slot: scaled ? data : 0 };
  }
}

function slotOf(wiring: Wiring, node: number, tensor: string): number {
  return wiring.nodes[node].input.indexOf(tensor);
}
