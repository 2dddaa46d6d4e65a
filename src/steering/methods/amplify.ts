import type { Change, NeuronIntervention } from '../neurons';
import { neuronChoice, steerNeurons } from '../neurons';
import { method } from './method';

const activate = ({ scale, offset }: Change, strength: number): Change => ({
  scale: scale * strength,
  offset: offset * strength,
});

/** Multiplies the `on` languages' activations by strength, after deactivation (arXiv 2507.22581). */
export const amplify = method({
  id: 'amplify',
  name: 'Amplify',
  label: 'amplify',
  explanation: 'Switches language neurons off, then multiplies the activations of the target’s.',
  acts: 'neurons',
  hasOn: true,
  strength: { start: 2, most: 5, unit: 'Times the neuron’s own activation' },
  intervention: (choice): { method: 'amplify' } & NeuronIntervention => ({
    method: 'amplify',
    ...neuronChoice(choice),
  }),
  compile(vectors, subject, intervention) {
    steerNeurons(vectors, subject, activate, intervention);
  },
});
