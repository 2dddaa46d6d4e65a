import type { ResidualIntervention } from '../residual';
import { steerResidual } from '../residual';
import { method, within } from './method';

/** Adds strength × (mean residual of `on` − of `off`) to the output of a layer (arXiv 2601.08331). */
export const diffmean = method({
  id: 'diffmean',
  name: 'DiffMean, residual stream',
  label: 'DiffMean',
  explanation: 'Moves the residual stream from one language’s mean towards another’s.',
  acts: 'residual',
  hasOn: true,
  strength: { start: 1, most: 4, unit: 'Times the difference of the languages’ means' },
  intervention({ off, on, strength, layers }): { method: 'diffmean' } & ResidualIntervention {
    return { method: 'diffmean', off, on, strength, ...within({ layers }) };
  },
  compile(vectors, subject, intervention, layers) {
    steerResidual(vectors, subject, intervention, intervention.layers ?? layers, vectors.dModel);
  },
});
