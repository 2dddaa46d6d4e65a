import { onNeurons } from './on-neurons';

/** Multiplies the `on` languages' activations by strength, after deactivation (arXiv 2507.22581). */
export const amplify = onNeurons({
  id: 'amplify',
  name: 'Amplify',
  label: 'amplify',
  explanation: 'Switches language neurons off, then multiplies the activations of the target’s.',
  strength: { start: 2, most: 5, unit: 'Times the neuron’s own activation' },
  activate: ({ scale, offset }, strength) => ({ scale: scale * strength, offset: offset * strength }),
});
