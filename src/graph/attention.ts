import { TensorProto_DataType as Type } from './onnx_pb';
import type { Rewrite } from './rewrite';
import { constantNumbers } from './values';

/** Far below any score, and still a number: exp(score - this) is 0 in float32 as it is for -∞. */
const masked = -1.7e38;

/**
 * Takes out of attention what plain exports compute in vain, over [batch, heads, tokens, tokens] in every layer:
 * - a second and third pass that put zeros where softmax gave NaN, which it does for a token that may look at none.
 *   With a number in place of -∞ it does not, and for every other token the results are the same bit for bit.
 * - the mask, made anew for each layer from the length of that layer's cache. All layers' caches have one length, and
 *   what is made from one of them, onnxruntime makes once.
 *
 * Scores in half precision may overflow, which the exporter's zeros hide, so they are left as they are.
 */
export function leanAttention(rewrite: Rewrite): void {
  shareCacheShapes(rewrite);
  const finite = new Map<string, string>();
  rewrite.wiring.nodes.forEach(({ opType }, softmax) => {
    const guarded = opType === 'Softmax' ? guardedSoftmax(rewrite, softmax) : undefined;
    if (!guarded) return;
    const { mask, add, slot, guard } = guarded;
    const known = finite.get(mask.tensor);
    const finiteMask = known ?? rewrite.node('Where', [mask.allowed, mask.zero, rewrite.number(masked)]);
    finite.set(mask.tensor, finiteMask);
    rewrite.rewire({ node: add, slot }, finiteMask);
    rewrite.rewireAll(guard, rewrite.wiring.nodes[softmax].output[0]);
  });
}

/** Redirects requests for the shape of a layer's cache to the first layer's, if that is known by then. */
function shareCacheShapes(rewrite: Rewrite): void {
  const { anatomy, wiring } = rewrite;
  for (const [first, ...others] of [anatomy.cache?.inputs ?? [], anatomy.cache?.outputs ?? []]) {
    for (const use of others.flatMap((name) => wiring.uses.get(name) ?? [])) {
      const after = (wiring.producers.get(first) ?? -1) < use.node;
      if (after && wiring.nodes[use.node].opType === 'Shape') rewrite.rewire(use, first);
    }
  }
}

interface GuardedSoftmax {
  /** What is added to the scores: `zero` where a token is `allowed` to look, -∞ elsewhere. */
  mask: { tensor: string; allowed: string; zero: string };
  /** The node that adds it, and which of its inputs it is. */
  add: number;
  slot: number;
  /** The softmax with zeros in place of NaN. */
  guard: string;
}

/** softmax(scores + Where(allowed, 0, -∞)), read by Where(IsNaN(·), 0, ·) alone; some write float32's minimum for -∞. */
function guardedSoftmax(rewrite: Rewrite, node: number): GuardedSoftmax | undefined {
  const { wiring } = rewrite;
  const { nodes, producers, uses } = wiring;
  const softmax = nodes[node];
  const number = (tensor: string) => {
    const numbers = constantNumbers(wiring, tensor);
    return numbers?.length === 1 ? numbers[0] : NaN;
  };
  const readers = (uses.get(softmax.output[0]) ?? []).map((use) => nodes[use.node]);
  const tested = readers.find(({ opType }) => opType === 'IsNaN');
  const guard = readers.find(({ opType }) => opType === 'Where');
  if (readers.length !== 2 || !tested || guard?.input[0] !== tested.output[0] || number(guard.input[1]) !== 0)
    return;

  const add = producers.get(softmax.input[0]);
  if (add === undefined || nodes[add].opType !== 'Add' || uses.get(softmax.input[0])?.length !== 1) return;
  for (const [slot, tensor] of nodes[add].input.entries()) {
    const where = nodes[producers.get(tensor) ?? -1];
    const scores = nodes[add].input[1 - slot];
    const halves = nodes[producers.get(scores) ?? -1]?.opType === 'Cast';
    if (where?.opType !== 'Where' || number(where.input[1]) !== 0 || !(number(where.input[2]) <= masked))
      continue;
    if (halves || rewrite.dtype(scores) !== Type.FLOAT) return;
    const mask = { tensor, allowed: where.input[0], zero: where.input[1] };
    return { mask, add, slot, guard: guard.output[0] };
  }
}
