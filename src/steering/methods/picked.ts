import { steerPicked } from '../neurons';
import type { NeuronReference } from './method';
import { method } from './method';

/** Single neurons: activation · scale + offset; off is scale 0 and offset 0. */
export const picked = method({
  id: 'neurons',
  name: 'Picked neurons',
  label: 'neurons off',
  explanation: 'Switches off the neurons that were picked one by one.',
  acts: 'picked',
  hasOn: false,
  strength: undefined,
  says: ({ neurons }) => `${neurons.length} neurons off`,
  intervention({ neurons, value }): {
    method: 'neurons';
    neurons: NeuronReference[];
    scale: number;
    offset: number;
  } {
    return { method: 'neurons', neurons, scale: 0, offset: value };
  },
  compile(vectors, _, intervention) {
    steerPicked(vectors, intervention.neurons, intervention);
  },
});
