import { carriers, coneOf, renamers } from './cone';
import { GraphError } from './error';
import { linearAt } from './linear';
import type { Mlp } from './mlp';
import type { GraphProto } from './onnx_pb';
import { ancestors, dataUses, describe, producerOf } from './wiring';
import type { Wiring } from './wiring';

/** A node that adds: its operands and the tensor that holds the sum. */
interface Addition {
  operands: string[];
  sum: string;
  /** True when the node also normalizes the sum, so that the sum is what enters the next norm. */
  norm: boolean;
}

/** Operators that sum two tensors, normalize the sum, and can give out both (the sum as output 3). */
export const skipNorms = new Set(['SkipLayerNormalization', 'SkipSimplifiedLayerNormalization']);

/**
 * The residual stream: the tensors entering each block, and the one entering the final norm.
 * @returns `mlps.length + 1` tensor names
 * @throws GraphError `unsupported`, naming the node
 */
export function findResiduals(wiring: Wiring, mlps: Mlp[]): string[] {
  const after = mlps.map((mlp) => residualAfter(wiring, mlp));
  const residuals = [residualBefore(wiring, after[0], mlps[0]), ...after];
  for (let block = 0; block < mlps.length; block += 1) {
    // A skip-norm gives out the norm of the residual beside the residual: both are the stream.
    const passed = new Set(
      residuals.slice(0, block + 1).flatMap((name) => producerOf(wiring, name)?.output ?? [name]),
    );
    const reached = ancestors(wiring, residuals[block + 1], passed);
    const skipsBlock = block > 0 && reached.has(mlps[block - 1].down.output);
    if (!reached.has(residuals[block]) || skipsBlock || !holdsAttention(wiring, reached, mlps[block])) {
      throw unknown(wiring, mlps[block]);
    }
  }
  return residuals;
}

/** Whether there are linear layers besides those of the MLP: otherwise the stream was taken inside the block. */
function holdsAttention(wiring: Wiring, tensors: ReadonlySet<string>, { down }: Mlp): boolean {
  const own = new Set([
    down.node,
    ...[...coneOf(wiring, down.data)!.sources.values()].map(({ node }) => node),
  ]);
  return [...tensors].some((name) => {
    const index = wiring.producers.get(name);
    return index !== undefined && !own.has(index) && linearAt(wiring, index) !== undefined;
  });
}

/**
 * Follows a down-projection to where it joins the stream: the first sum with something that does not come from
 * it, and on through further sums where attention and MLP are added side by side.
 */
function residualAfter(wiring: Wiring, mlp: Mlp): string {
  const derived = new Set([mlp.down.output]);
  for (let index = mlp.down.node + 1; index < wiring.nodes.length; index += 1) {
    const node = wiring.nodes[index];
    if (node.opType === 'Shape' || !node.input.some((input) => derived.has(input))) continue;
    const addition = additionAt(wiring, index);
    if (addition?.operands.some((operand) => !derived.has(operand))) return settled(wiring, addition);
    for (const output of node.output) derived.add(output);
  }
  throw unknown(wiring, mlp);
}

function settled(wiring: Wiring, start: Addition): string {
  let current = start;
  for (;;) {
    if (current.norm) return current.sum;
    const uses = dataUses(wiring, current.sum);
    if (uses.length !== 1) return current.sum;
    const node = wiring.nodes[uses[0].node];
    const next = additionAt(wiring, uses[0].node);
    if (next) current = next;
    else if (node.opType === 'Reshape' || node.opType === 'Identity')
      current = { ...current, sum: node.output[0] };
    else return current.sum;
  }
}

/**
 * The stream before the first block: looking back from the stream after it through sums, the earliest summand
 * that all the other summands are computed from.
 */
function residualBefore(wiring: Wiring, after: string, mlp: Mlp): string {
  let best: string | undefined;
  const others: string[] = [];
  let layer = [after];
  for (let depth = 0; depth < 16; depth += 1) {
    const next = layer.flatMap((name) => summandsOf(wiring, name));
    if (next.length === 0) break;
    const skip = next.find((name) => {
      // Optimizers give every reader a dequantizer of its own: what they have in common lies before it.
      const origin = carriedFrom(wiring, name, carriers);
      return [...others, ...next.filter((other) => other !== name)].every((other) =>
        ancestors(wiring, other).has(origin),
      );
    });
    if (skip !== undefined) {
      best = skip;
      others.push(...next.filter((name) => name !== skip));
      layer = [skip];
    } else {
      layer = next;
    }
  }
  if (best === undefined) throw unknown(wiring, mlp);
  return best;
}

/** The non-constant summands of a tensor, each taken back over operators that only carry it. */
function summandsOf(wiring: Wiring, tensor: string): string[] {
  const name = carriedFrom(wiring, tensor);
  const index = wiring.producers.get(name);
  const addition = index === undefined ? undefined : additionAt(wiring, index);
  return addition?.sum === name ? addition.operands.map((operand) => carriedFrom(wiring, operand)) : [];
}

function carriedFrom(wiring: Wiring, tensor: string, through: ReadonlySet<string> = renamers): string {
  let name = tensor;
  for (;;) {
    const node = producerOf(wiring, name);
    if (!node || !through.has(node.opType) || wiring.constants.has(node.input[0])) return name;
    name = node.input[0];
  }
}

function additionAt(wiring: Wiring, index: number): Addition | undefined {
  const node = wiring.nodes[index];
  const norm = skipNorms.has(node.opType);
  if (!norm && node.opType !== 'Add' && node.opType !== 'Sum') return undefined;
  const inputs = norm ? node.input.slice(0, 2) : node.input;
  const operands = inputs.filter((input) => input !== '' && !wiring.constants.has(input));
  const sum = norm ? node.output[3] : node.output[0];
  return operands.length > 1 && sum ? { operands, sum, norm } : undefined;
}

function unknown(wiring: Wiring, mlp: Mlp): GraphError {
  const node = describe(wiring.nodes[mlp.down.node]);
  return new GraphError(
    'unsupported',
    `The residual stream around ${node} could not be told apart. This kind of model is not supported; choose another.`,
  );
}

/** Names the sums that skip-norms can give out beside the norms, where the exporter did not ask for them. */
export function nameSkipSums(graph: GraphProto): void {
  for (const node of graph.node) {
    if (!skipNorms.has(node.opType) || !node.output[0]) continue;
    while (node.output.length < 4) node.output.push('');
    if (node.output[3] === '') node.output[3] = `${node.output[0]}/sum`;
  }
}
