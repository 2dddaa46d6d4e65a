import type { DirectedIntervention, Intervention } from '../../protocol/steering';
import type { SteeringChoices } from '../../protocol/steering-page';

/** What the chosen method makes of the choices: only what it uses goes along. */
export function interventionOf(choices: SteeringChoices): Intervention {
  const directed = directedOf(choices);
  return choices.control ? { method: 'random', like: directed, seed: choices.sampling.seed } : directed;
}

function directedOf(choices: SteeringChoices): DirectedIntervention {
  const { method, off, on, strength, layers, value, shared, dimensions, neurons } = choices;
  switch (method) {
    case 'diffmean':
      return { method, off, on, strength, layers };
    case 'sparse':
      return { method, off, on, strength, layers, dimensions };
    case 'add':
    case 'replace':
    case 'amplify':
      return { method, off, on, value, strength, shared, layers };
    case 'off':
      return { method, off, value, layers };
    case 'neurons':
      return { method, neurons, scale: 0, offset: value };
  }
}
