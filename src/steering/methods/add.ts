import { onNeurons } from './on-neurons';

/** Activates by adding strength × the target's mean activation, after deactivation (arXiv 2507.22608). */
export const add = onNeurons({
  id: 'add',
  name: 'LAPE additive',
  label: 'add',
  explanation: 'Switches language neurons off, then adds the target’s mean activation to its own.',
  strength: { start: 1, most: 5, unit: 'Times the target’s mean activation' },
  activate: ({ scale, offset }, strength, mean) => ({ scale, offset: offset + strength * mean }),
});
