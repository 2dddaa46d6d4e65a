import type { LayerRange } from './layer-range';
import type { Intervention, SteeringMethod } from './methods';
import { steeringMethod } from './methods';
import type { MethodChoice } from './methods/method';
import type { Sampling } from './options';

/** Everything the user chooses for a run. Plain JSON; saved unchanged in an experiment. */
export interface SteeringChoices extends MethodChoice {
  prompt: string;
  /** Give the prompt to the model as a chat message, if it has a template. */
  chat: boolean;
  method: SteeringMethod;
  layers: LayerRange;
  /** Steer by the random control of equal size instead. */
  control: boolean;
  sampling: Sampling;
  /** Maximum number of tokens to generate. */
  maxTokens: number;
  stop: string[];
}

/** The intervention that the chosen method makes of the choices, with only what it uses. */
export function chosenIntervention(choices: SteeringChoices): Intervention {
  const directed = steeringMethod(choices.method).intervention(choices);
  return choices.control ? { method: 'random', like: directed, seed: choices.sampling.seed } : directed;
}
