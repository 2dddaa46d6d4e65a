import type { LayerRange } from '../layer-range';
import { steerNeurons } from '../neurons';
import { method, signed, within } from './method';

/** Deactivates the neurons of the `off` languages (LAPE, arXiv 2402.16438, section 4). */
export const off = method({
  id: 'off',
  name: 'Switch off only',
  label: 'off',
  explanation: 'Switches language neurons off and nothing on.',
  acts: 'neurons',
  hasOn: false,
  strength: undefined,
  says: ({ value }) => (value === 0 ? '' : `value ${signed(value)}`),
  intervention({ off, value, layers }): { method: 'off'; off: string[]; value: number; layers?: LayerRange } {
    return { method: 'off', off, value, ...within({ layers }) };
  },
  compile(vectors, subject, intervention) {
    steerNeurons(vectors, subject, undefined, { ...intervention, on: [], strength: 0, shared: 'off' });
  },
});
