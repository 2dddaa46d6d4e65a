import type {
  DirectedIntervention,
  Intervention,
  LayerRange,
  NeuronIntervention,
} from '../protocol/steering';
import { BabelscopeError } from '../protocol/failure';
import { randomLike } from './control';
import { wrongLayers } from './layer-range';
import { steerNeurons, steerPicked } from './neurons';
import { seeded } from './random';
import { steerResidual } from './residual';
import type { SteeringSubject } from './subject';
import type { SteeringVectors } from './vectors';
import { neutralVectors } from './vectors';

/**
 * Turns what a person means into what the steered graph takes.
 *
 * @param residualLayers where residual methods act unless they say it themselves
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
  const everywhere: LayerRange = [0, layers - 1];
  switch (intervention.method) {
    case 'off': {
      const { off, value } = intervention;
      const silence: NeuronIntervention = { off, on: [], value, strength: 0, shared: 'off' };
      steerNeurons(vectors, subject, 'add', silence, intervention.layers ?? everywhere);
      break;
    }
    case 'replace':
    case 'add':
    case 'amplify':
      steerNeurons(vectors, subject, intervention.method, intervention, intervention.layers ?? everywhere);
      break;
    case 'diffmean':
    case 'sparse': {
      const dimensions = intervention.method === 'sparse' ? intervention.dimensions : vectors.dModel;
      steerResidual(vectors, subject, intervention, intervention.layers ?? residualLayers, dimensions);
      break;
    }
    case 'neurons':
      steerPicked(vectors, intervention.neurons, intervention);
      break;
  }
  return vectors;
}

function check(intervention: DirectedIntervention, { sets }: SteeringSubject): void {
  for (const name of ['strength', 'value', 'scale', 'offset'] as const) {
    const value = (intervention as Partial<Record<typeof name, number>>)[name];
    if (value !== undefined && !Number.isFinite(value))
      throw invalid(`The ${name} is ${value}. Give a number.`);
  }
  if (intervention.method === 'sparse') {
    const { dimensions } = intervention;
    if (!(Number.isInteger(dimensions) && dimensions >= 1))
      throw invalid(`${dimensions} dimensions cannot be moved. Choose one or more.`);
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
