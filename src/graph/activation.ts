import type { Cone } from './cone';
import { constantNumbers, text } from './values';
import type { Wiring } from './wiring';

/** Names as in the `hidden_act` of a Hugging Face config.json, for operators with other names. */
const names: Record<string, string> = {
  Swish: 'silu',
  LeakyRelu: 'leaky_relu',
  Erf: 'gelu',
  BiasGelu: 'gelu',
};

/** Which activation function a block applies; exporters write most of them as several operators. */
export function activationName(wiring: Wiring, cone: Cone): string {
  const [kind] = cone.nonlinear;
  const nodes = [...cone.nodes].map((index) => wiring.nodes[index]);
  const node = nodes.find(({ opType }) => opType === kind);
  switch (kind) {
    case 'Relu': {
      const squared = nodes.some(({ opType, input }) => {
        if (opType === 'Mul') return input[0] === input[1];
        return opType === 'Pow' && constantNumbers(wiring, input[1])?.[0] === 2;
      });
      return squared ? 'relu2' : 'relu';
    }
    case 'Sigmoid': {
      const scale = nodes.flatMap(({ opType, input }) =>
        opType === 'Mul' ? input.map((name) => constantNumbers(wiring, name)?.[0]) : [],
      );
      return scale.some((value) => value !== undefined && Math.abs(value - 1.702) < 1e-3)
        ? 'quick_gelu'
        : 'silu';
    }
    case 'QuickGelu': {
      const alpha = node?.attribute.find(({ name }) => name === 'alpha')?.f ?? 1.702;
      return alpha === 1 ? 'silu' : 'quick_gelu';
    }
    case 'Gelu':
      return node && text(node, 'approximate') === 'tanh' ? 'gelu_tanh' : 'gelu';
    case 'FastGelu':
      return 'gelu_tanh';
    case 'Tanh': {
      // tanh-GELU multiplies x by 1 + tanh(…); a plain tanh is the last operator.
      const multiplied =
        nodes.some(({ opType }) => opType === 'Mul') && nodes.some(({ opType }) => opType === 'Add');
      return multiplied ? 'gelu_tanh' : 'tanh';
    }
    default:
      return names[kind] ?? kind.toLowerCase();
  }
}
