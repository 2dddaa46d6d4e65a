import { linearAt } from './linear';
import { text } from './values';
import type { Linear } from './linear';
import type { Wiring } from './wiring';

/** What a tensor is computed from, element by element, back to the nearest linear layers. */
export interface Cone {
  /** Tensors the search ended at: outputs of linear layers, or the parts that a Slice or Split took of one. */
  sources: Map<string, Linear>;
  /** Nodes passed on the way. */
  nodes: Set<number>;
  /** The operators among them (or fused into a source) that are not linear. */
  nonlinear: Set<string>;
}

/** Operators that only carry data on: the tensor in slot 0 keeps its values. */
export const renamers = new Set([
  'Identity',
  'Cast',
  'CastLike',
  'Dropout',
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
]);

/** The same, and those that carry it on in other numbers. */
export const carriers = new Set([
  ...renamers,
  ...['QuantizeLinear', 'DequantizeLinear', 'DynamicQuantizeLinear'],
]);

/** Operators that take a part of the last dimension, as models with one matrix for gate and up do. */
const branches = new Set(['Slice', 'Split']);

const nonlinear = new Set([
  ...['Sigmoid', 'Tanh', 'Erf', 'Relu', 'Gelu', 'FastGelu', 'QuickGelu', 'BiasGelu', 'Swish', 'Silu'],
  ...['LeakyRelu', 'PRelu', 'ThresholdedRelu', 'Elu', 'Selu', 'Celu', 'Softplus', 'Softsign', 'Mish'],
  ...['HardSigmoid', 'HardSwish'],
]);

const elementwise = new Set([
  ...nonlinear,
  ...[
    'Add',
    'Sub',
    'Mul',
    'Div',
    'Pow',
    'Neg',
    'Abs',
    'Sqrt',
    'Reciprocal',
    'Exp',
    'Log',
    'Sum',
    'Min',
    'Max',
  ],
  ...['Clip', 'Where', 'BiasAdd'],
]);

/**
 * Walks back from a tensor over elementwise operators to the linear layers it is made of.
 * @returns undefined when it is made of anything else (attention, norms, embeddings)
 */
export function coneOf(wiring: Wiring, tensor: string): Cone | undefined {
  const cone: Cone = { sources: new Map(), nodes: new Set(), nonlinear: new Set() };
  const seen = new Set<string>();
  const queue = [tensor];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name) || wiring.constants.has(name)) continue;
    seen.add(name);
    const index = wiring.producers.get(name);
    if (index === undefined) return undefined;
    const node = wiring.nodes[index];
    // Outputs 1 and 2 are the scale and the zero point: one number for the whole tensor.
    if (node.opType === 'DynamicQuantizeLinear' && node.output[0] !== name) continue;
    const linear = linearAt(wiring, index);
    if (linear) {
      const fused = text(node, 'activation');
      if (fused !== '') cone.nonlinear.add(fused);
      cone.sources.set(name, linear);
    } else if (branches.has(node.opType)) {
      const whole = coneOf(wiring, node.input[0]);
      if (whole?.sources.size !== 1 || whole.nonlinear.size > 0) return undefined;
      cone.sources.set(name, [...whole.sources.values()][0]);
    } else if (carriers.has(node.opType)) {
      cone.nodes.add(index);
      queue.push(node.input[0]);
    } else if (elementwise.has(node.opType)) {
      cone.nodes.add(index);
      if (nonlinear.has(node.opType)) cone.nonlinear.add(node.opType);
      queue.push(...node.input.filter((input) => input !== ''));
    } else {
      return undefined;
    }
  }
  return cone;
}
