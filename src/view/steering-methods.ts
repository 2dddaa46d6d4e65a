import type { SteeringMethod } from '../protocol/steering-page';

/** What a method is called and which of the choices it reads. */
export interface MethodDescription {
  id: SteeringMethod;
  name: string;
  /** One sentence for those who do not know it. */
  explanation: string;
  /** `residual`: moves the residual stream; `neurons`: switches the languages' own; `picked`: single neurons. */
  acts: 'residual' | 'neurons' | 'picked';
  /** Languages can be switched on; without, only off. */
  hasOn: boolean;
  /** Where its slider starts and ends, and what it means; undefined for a method that has no strength. */
  strength: { start: number; most: number; unit: string } | undefined;
}

/** Every method, the ones that are the quickest to play with first. */
export const steeringMethods: readonly MethodDescription[] = [
  {
    id: 'diffmean',
    name: 'DiffMean, residual stream',
    explanation: 'Moves the residual stream from one language’s mean towards another’s.',
    acts: 'residual',
    hasOn: true,
    strength: { start: 1, most: 4, unit: 'Times the difference of the languages’ means' },
  },
  {
    id: 'sparse',
    name: 'Sparse dimensions',
    explanation: 'DiffMean on its largest coordinates only.',
    acts: 'residual',
    hasOn: true,
    strength: { start: 1, most: 4, unit: 'Times the difference of the languages’ means' },
  },
  {
    id: 'add',
    name: 'LAPE additive',
    explanation: 'Switches language neurons off, then adds the target’s mean activation to its own.',
    acts: 'neurons',
    hasOn: true,
    strength: { start: 1, most: 5, unit: 'Times the target’s mean activation' },
  },
  {
    id: 'replace',
    name: 'LAPE replace',
    explanation: 'Switches language neurons off, then sets the target’s to their mean activation.',
    acts: 'neurons',
    hasOn: true,
    strength: { start: 1, most: 5, unit: 'Times the target’s mean activation' },
  },
  {
    id: 'amplify',
    name: 'Amplify',
    explanation: 'Switches language neurons off, then multiplies the activations of the target’s.',
    acts: 'neurons',
    hasOn: true,
    strength: { start: 2, most: 5, unit: 'Times the neuron’s own activation' },
  },
  {
    id: 'off',
    name: 'Switch off only',
    explanation: 'Switches language neurons off and nothing on.',
    acts: 'neurons',
    hasOn: false,
    strength: undefined,
  },
  {
    id: 'neurons',
    name: 'Picked neurons',
    explanation: 'Switches off the neurons that were picked one by one.',
    acts: 'picked',
    hasOn: false,
    strength: undefined,
  },
];

export function steeringMethod(id: SteeringMethod): MethodDescription {
  return steeringMethods.find((method) => method.id === id) ?? steeringMethods[0];
}
