import type { Change, NeuronIntervention } from '../neurons';
import { neuronChoice, steerNeurons } from '../neurons';
import { method } from './method';

const activate = ({ scale, offset }: Change, strength: number, mean: number): Change => ({
  scale,
  offset: offset + strength * mean,
});

/** Activates by adding strength × the target's mean activation, after deactivation (arXiv 2507.22608). */
export const add = method({
  id: 'add',
  name: 'LAPE additive',
  label: 'add',
  explanation: 'Switches language neurons off, then adds the target’s mean activation to its own.',
  acts: 'neurons',
  hasOn: true,
  strength: { start: 1, most: 5, unit: 'Times the target’s mean activation' },
  intervention: (choice): { method: 'add' } & NeuronIntervention => ({
    method: 'add',
    ...neuronChoice(choice),
  }),
  compile(vectors, subject, intervention) {
    steerNeurons(vectors, subject, activate, intervention);
  },
});
