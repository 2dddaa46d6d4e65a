import type { LayerRange } from './layer-range';
import type { SteeringOptions } from './options';
import type { SteeringChoices } from './choices';
import type { SteeringMethod } from './methods';
import { steeringMethod, usualDimensions } from './methods';

/** All choices except the prompt, the languages and picked neurons. */
export type SteeringSettings = Omit<SteeringChoices, 'prompt' | 'off' | 'on' | 'neurons'>;

/** Small models repeat themselves endlessly under greedy decoding; this penalty prevents it. */
export const repetitionPenalty = 1.2;

/**
 * The best setting known for the model, with everything else as in the papers. Nothing is drawn at random, so
 * the same click gives the same answer; changing the temperature brings back the model's own sampling.
 */
export function bestSettings(options: SteeringOptions): SteeringSettings {
  const { best, sampling, dModel } = options;
  return {
    chat: options.chat,
    method: best.method,
    strength: best.strength,
    layers: [...best.layers],
    value: 0,
    shared: 'off-then-on',
    dimensions: usualDimensions(dModel),
    control: false,
    sampling: { ...sampling, temperature: 0, repetitionPenalty },
    maxTokens: Math.min(40, options.context),
    stop: [],
  };
}

/**
 * A method's starting point: the best known setting if it is of its kind; otherwise the middle layer for the
 * residual stream, whose changes add up over layers, and all layers for neurons, which are spread over them.
 */
export function methodStart(
  method: SteeringMethod,
  { best, layers }: Pick<SteeringOptions, 'best' | 'layers'>,
): { strength: number; layers: LayerRange } {
  const { acts, strength } = steeringMethod(method);
  const start = strength?.start ?? 1;
  if (method === best.method) return { strength: best.strength, layers: [...best.layers] };
  if (acts === steeringMethod(best.method).acts) return { strength: start, layers: [...best.layers] };
  const middle = Math.floor(layers / 2);
  return { strength: start, layers: acts === 'residual' ? [middle, middle] : [0, layers - 1] };
}
