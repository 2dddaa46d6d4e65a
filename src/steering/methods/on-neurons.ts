import type { Change, NeuronIntervention } from '../neurons';
import { neuronChoice, steerNeurons } from '../neurons';
import { method } from './method';

/** A method that deactivates the `off` languages' neurons, then switches the `on` languages' on in its own way. */
export function onNeurons<const Id extends string>({
  activate,
  ...about
}: {
  id: Id;
  name: string;
  label: string;
  explanation: string;
  strength: { start: number; most: number; unit: string };
  /** The change for a switched-on neuron, given the change so far and the target's mean activation. */
  activate: (before: Change, strength: number, mean: number) => Change;
}) {
  return method({
    ...about,
    acts: 'neurons',
    hasOn: true,
    intervention: (choice): { method: Id } & NeuronIntervention => ({
      method: about.id,
      ...neuronChoice(choice),
    }),
    compile(vectors, subject, intervention) {
      steerNeurons(vectors, subject, activate, intervention);
    },
  });
}
