import { BabelscopeError } from '../../rpc/failure';
import type { ResidualIntervention } from '../residual';
import { steerResidual } from '../residual';
import { method, within } from './method';

/** The share of d_model that the paper moves: 400 of 4,096. */
const share = 400 / 4096;

/** DiffMean on its largest `dimensions` coordinates only (after arXiv 2510.07213, which overwrites them). */
export const sparse = method({
  id: 'sparse',
  name: 'Sparse dimensions',
  label: 'sparse DiffMean',
  explanation: 'DiffMean on its largest coordinates only.',
  acts: 'residual',
  hasOn: true,
  strength: { start: 1, most: 4, unit: 'Times the difference of the languages’ means' },
  dimensions: (dModel) => Math.max(1, Math.round(share * dModel)),
  intervention({
    off,
    on,
    strength,
    dimensions,
    layers,
  }): { method: 'sparse'; dimensions: number } & ResidualIntervention {
    return { method: 'sparse', off, on, strength, dimensions, ...within({ layers }) };
  },
  compile(vectors, subject, intervention, layers) {
    const { dimensions } = intervention;
    if (!(Number.isInteger(dimensions) && dimensions >= 1))
      throw new BabelscopeError(
        'intervention-invalid',
        `${dimensions} dimensions cannot be moved. Choose one or more.`,
      );
    steerResidual(vectors, subject, intervention, intervention.layers ?? layers, dimensions);
  },
});
