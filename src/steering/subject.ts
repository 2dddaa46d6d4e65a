import type { NeuronSets } from '../lape/select';
import { BabelscopeError } from '../rpc/failure';

/** Sums that a counting run leaves in an atlas, of the very tensors that the steered graph changes. */
export interface SteeringSums {
  dModel: number;
  /** `[language]` tokens counted. */
  tokens: Float64Array;
  /** `[language, layer, d_mlp]` of the activation function's output, before it meets `up_proj`: what scale and offset act on. */
  activationSum: Float64Array;
  /** `[language, layer + 1, d_model]`; `[layer + 1]` is the output of the layer, to which a residual offset is added. */
  residualSum: Float64Array;
}

/**
 * What steering knows about a model: which neurons belong to which language, and what is usual in each
 * language.
 */
export interface SteeringSubject {
  sets: Pick<NeuronSets, 'languages' | 'layers' | 'dMlp' | 'members'>;
  sums: SteeringSums;
}

/**
 * Positions of languages in the atlas, each once.
 *
 * @throws BabelscopeError `intervention-invalid` for a language that the atlas does not have
 */
export function positionsOf({ sets }: SteeringSubject, languages: readonly string[]): number[] {
  return [...new Set(languages)].map((tag) => {
    const position = sets.languages.indexOf(tag);
    if (position >= 0) return position;
    throw new BabelscopeError(
      'intervention-invalid',
      `The atlas of this model has no language “${tag}”. Choose from ${sets.languages.join(', ')}.`,
    );
  });
}

/** Mean activation of a neuron (flat index) over all tokens of a language. */
export function meanActivation({ sets, sums }: SteeringSubject, language: number, neuron: number): number {
  return sums.activationSum[language * sets.layers * sets.dMlp + neuron] / sums.tokens[language];
}

/** Mean residual stream after a layer over all tokens, then over the given languages: `[d_model]`. */
export function meanResidual(
  { sets, sums }: SteeringSubject,
  languages: readonly number[],
  layer: number,
): Float64Array {
  const mean = new Float64Array(sums.dModel);
  for (const language of languages) {
    const from = (language * (sets.layers + 1) + layer + 1) * sums.dModel;
    for (let d = 0; d < mean.length; d++) {
      mean[d] += sums.residualSum[from + d] / sums.tokens[language] / languages.length;
    }
  }
  return mean;
}
