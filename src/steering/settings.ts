import type { LayerRange } from './layer-range';
import type { SteeringOptions } from './options';
import type { SteeringChoices } from './choices';
import type { SteeringMethod } from './methods';
import { steeringMethod, usualDimensions } from './methods';

/** Everything of the choices that is neither the prompt, nor the languages, nor picked neurons. */
export type SteeringSettings = Omit<SteeringChoices, 'prompt' | 'off' | 'on' | 'neurons'>;

/** Small models repeat themselves without end when they are greedy; this much of a penalty keeps them going. */
export const repetitionPenalty = 1.2;

/**
 * The best setting known for the model, with everything else as the papers have it. It draws nothing at random, so
 * that the same click gives the same answer; the model's own sampling is a change of temperature away.
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
 * Where a method starts: the best known setting where that is of its kind; otherwise the middle layer for the residual
 * stream, whose changes add up over layers, and all layers for neurons, which are spread over them.
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
