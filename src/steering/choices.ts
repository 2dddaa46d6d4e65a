import type { LayerRange } from './layer-range';
import type { Intervention, SteeringMethod } from './methods';
import { steeringMethod } from './methods';
import type { MethodChoice } from './methods/method';
import type { Sampling } from './options';

/** Everything a person chooses for a run. Plain JSON; saved in an experiment as it is. */
export interface SteeringChoices extends MethodChoice {
  prompt: string;
  /** The prompt is put to the model as a message of a chat, where it has a template for that. */
  chat: boolean;
  method: SteeringMethod;
  layers: LayerRange;
  /** Steer by the random control of equal size instead. */
  control: boolean;
  sampling: Sampling;
  /** Most tokens to generate. */
  maxTokens: number;
  stop: string[];
}

/** What the chosen method makes of the choices: only what it uses goes along. */
export function chosenIntervention(choices: SteeringChoices): Intervention {
  const directed = steeringMethod(choices.method).intervention(choices);
  return choices.control ? { method: 'random', like: directed, seed: choices.sampling.seed } : directed;
}
