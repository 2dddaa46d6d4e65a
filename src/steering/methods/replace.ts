import { onNeurons } from './on-neurons';

/** Activates by setting to strength × the target's mean activation, after deactivation. */
export const replace = onNeurons({
  id: 'replace',
  name: 'LAPE replace',
  label: 'replace',
  explanation: 'Switches language neurons off, then sets the target’s to their mean activation.',
  strength: { start: 1, most: 5, unit: 'Times the target’s mean activation' },
  activate: (_, strength, mean) => ({ scale: 0, offset: strength * mean }),
});
