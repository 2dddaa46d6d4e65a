import type {
  DirectedIntervention,
  LayerRange,
  NeuronIntervention,
  SteeringOptions,
} from '../protocol/steering';

/** Methods that go from some languages to others; `off` leaves languages only. */
export const languageMethods = ['diffmean', 'sparse', 'add', 'replace', 'amplify', 'off'] as const;
export type LanguageMethod = (typeof languageMethods)[number];

/** What a person chose; what they left open is filled in. */
export interface SteeringChoice {
  off: string[];
  on: string[];
  method?: LanguageMethod;
  strength?: number;
  layers?: LayerRange;
  /** What deactivated neurons give. */
  value?: number;
  shared?: NeuronIntervention['shared'];
  dimensions?: number;
}

/** Coordinates that `sparse` moves unless it is said: 400 of 4,096, as in arXiv 2510.07213. */
const sparseShare = 400 / 4096;

/**
 * The intervention that a choice means. Without a method it is the best setting known for the model; with one, its
 * usual strength: α of the best setting for residual methods, the mean itself for `add` and `replace`, twice the
 * activation for `amplify`.
 */
export function interventionOf(
  choice: SteeringChoice,
  { best, dModel }: Pick<SteeringOptions, 'best' | 'dModel'>,
): DirectedIntervention {
  const { off, on, value = 0, shared = 'off-then-on' } = choice;
  const method = choice.method ?? best.method;
  const layers = choice.layers ?? (method === best.method && best.known ? best.layers : undefined);
  const range = layers && { layers };
  const strength = choice.strength ?? (method === best.method ? best.strength : method === 'amplify' ? 2 : 1);
  switch (method) {
    case 'off':
      return { method, off, value, ...range };
    case 'diffmean':
      return { method, off, on, strength, ...range };
    case 'sparse': {
      const dimensions = choice.dimensions ?? Math.max(1, Math.round(sparseShare * dModel));
      return { method, off, on, strength, dimensions, ...range };
    }
    default:
      return { method, off, on, value, strength, shared, ...range };
  }
}
