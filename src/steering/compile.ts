import { BabelscopeError } from '../rpc/failure';
import { randomLike } from './control';
import type { LayerRange } from './layer-range';
import { wrongLayers } from './layer-range';
import type { DirectedIntervention, Intervention } from './methods';
import { steeringMethod } from './methods';
import { seeded } from './random';
import type { SteeringSubject } from './subject';
import type { SteeringVectors } from './vectors';
import { neutralVectors } from './vectors';

/**
 * Turns an intervention into the inputs of the steered graph.
 *
 * @param residualLayers where residual methods act by default
 * @throws BabelscopeError `intervention-contradictory`, `intervention-invalid`, `language-without-neurons`
 */
export function compile(
  intervention: Intervention,
  subject: SteeringSubject,
  residualLayers: LayerRange,
): SteeringVectors {
  if (intervention.method === 'random') {
    return randomLike(directed(intervention.like, subject, residualLayers), seeded(intervention.seed));
  }
  return directed(intervention, subject, residualLayers);
}

function directed(
  intervention: DirectedIntervention,
  subject: SteeringSubject,
  residualLayers: LayerRange,
): SteeringVectors {
  check(intervention, subject);
  const { layers, dMlp } = subject.sets;
  const vectors = neutralVectors(layers, dMlp, subject.sums.dModel);
  steeringMethod(intervention.method).compile(vectors, subject, intervention, residualLayers);
  return vectors;
}

/** Checks what applies to every method. */
function check(intervention: DirectedIntervention, { sets }: SteeringSubject): void {
  for (const name of ['strength', 'value', 'scale', 'offset'] as const) {
    const value = (intervention as Partial<Record<typeof name, number>>)[name];
    if (value !== undefined && !Number.isFinite(value))
      throw invalid(`The ${name} is ${value}. Give a number.`);
  }
  if ('layers' in intervention && intervention.layers) {
    const wrong = wrongLayers(intervention.layers, sets.layers);
    if (wrong !== undefined) throw invalid(wrong);
  }
  if ('on' in intervention) {
    const both = intervention.off.find((tag) => intervention.on.includes(tag));
    if (both !== undefined) {
      throw new BabelscopeError(
        'intervention-contradictory',
        `${both} is to be switched both off and on. Take it out of one of the two.`,
      );
    }
  }
}

function invalid(message: string): BabelscopeError {
  return new BabelscopeError('intervention-invalid', message);
}
