import type { DirectedIntervention, LanguageMethod } from './methods';
import { steeringMethod, usualDimensions } from './methods';
import type { MethodChoice } from './methods/method';
import type { SteeringOptions } from './options';

/** What a person chose; what they left open is filled in. */
export interface SteeringChoice extends Partial<Omit<MethodChoice, 'off' | 'on' | 'neurons'>> {
  off: string[];
  on: string[];
  method?: LanguageMethod | undefined;
}

/**
 * The intervention that a choice means. Without a method it is the best setting known for the model; with one, what
 * that method starts at: α of the best setting where it is of the same method.
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
