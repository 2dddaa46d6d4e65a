import type { LayerRange, SteeringOptions } from '../protocol/steering';
import type { SteeringChoices, SteeringMethod } from '../protocol/steering-page';
import { steeringMethod } from './steering-methods';

/** Everything of the choices that is neither the prompt, nor the languages, nor picked neurons. */
export type SteeringSettings = Omit<SteeringChoices, 'prompt' | 'off' | 'on' | 'neurons'>;

/** The best setting known for the model, with everything else as the papers and the model itself have it. */
export function bestSettings(options: SteeringOptions): SteeringSettings {
  const { best, sampling, dModel } = options;
  return {
    method: best.method,
    strength: best.strength,
    layers: [...best.layers],
    value: 0,
    shared: 'off-then-on',
    dimensions: Math.max(1, Math.round(dModel / 4)),
    control: false,
    sampling: { ...sampling },
    maxTokens: Math.min(48, options.context),
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
