import type { DirectedIntervention, LanguageMethod } from './methods';
import { steeringMethod, usualDimensions } from './methods';
import type { MethodChoice } from './methods/method';
import type { SteeringOptions } from './options';

/** The user's choices; what is left open is filled in. */
export interface SteeringChoice extends Partial<Omit<MethodChoice, 'off' | 'on' | 'neurons'>> {
  off: string[];
  on: string[];
  method?: LanguageMethod | undefined;
}

/**
 * The intervention that the choices stand for. Without a method it is the best setting known for the model;
 * with one, that method's starting point: α of the best setting if it uses the same method.
 */
export function interventionOf(
  choice: SteeringChoice,
  { best, dModel }: Pick<SteeringOptions, 'best' | 'dModel'>,
): DirectedIntervention {
  const method = steeringMethod(choice.method ?? best.method);
  const isBest = method.id === best.method;
  const { off, on, value = 0, shared = 'off-then-on' } = choice;
  return method.intervention({
    off,
    on,
    value,
    shared,
    neurons: [],
    strength: choice.strength ?? (isBest ? best.strength : (method.strength?.start ?? 1)),
    layers: choice.layers ?? (isBest && best.known ? best.layers : undefined),
    dimensions: choice.dimensions ?? usualDimensions(dModel),
  });
}
