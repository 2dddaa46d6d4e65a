import type { Change, NeuronIntervention } from '../neurons';
import { neuronChoice, steerNeurons } from '../neurons';
import { method } from './method';

const activate = (_: Change, strength: number, mean: number): Change => ({
  scale: 0,
  offset: strength * mean,
});

/** Activates by setting to strength × the target's mean activation, after deactivation. */
export const replace = method({
  id: 'replace',
  name: 'LAPE replace',
  label: 'replace',
  explanation: 'Switches language neurons off, then sets the target’s to their mean activation.',
  acts: 'neurons',
  hasOn: true,
  strength: { start: 1, most: 5, unit: 'Times the target’s mean activation' },
  intervention: (choice): { method: 'replace' } & NeuronIntervention => ({
    method: 'replace',
    ...neuronChoice(choice),
  }),
  compile(vectors, subject, intervention) {
    steerNeurons(vectors, subject, activate, intervention);
  },
});
