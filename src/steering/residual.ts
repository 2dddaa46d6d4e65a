import type { LayerRange } from './layer-range';
import { BabelscopeError } from '../rpc/failure';
import type { SteeringSubject } from './subject';
import { meanResidual, positionsOf } from './subject';
import type { SteeringVectors } from './vectors';

/** Moves the residual stream, at every position, from the `off` languages' mean towards the `on` languages'. */
export interface ResidualIntervention {
  /** Languages to steer away from; empty: the mean of all languages that are not `on`. */
  off: string[];
  /** Languages to steer towards; empty: the mean of all languages that are not `off`. */
  on: string[];
  /** α, times the difference of means. */
  strength: number;
  /**
   * The layers whose outputs are moved; default: the layer of `SteeringOptions.best`. The effects of several
   * layers add up.
   */
  layers?: LayerRange;
}

/**
 * Adds strength × (mean residual of the `on` languages − of the `off` languages) behind each of the layers.
 * A side without languages is the mean of all that are not on the other side; without any there is nothing to do.
 * Source: DiffMean as in CLaS-Bench (arXiv 2601.08331).
 *
 * @param dimensions keep only so many coordinates of the difference, the largest by magnitude (arXiv 2510.07213
 *   overwrites such coordinates with the target's mean; here they are moved by the difference, which has the same
 *   mean and lets the rest of the stream's variation through)
 * @throws BabelscopeError `intervention-invalid`
 */
export function steerResidual(
  vectors: SteeringVectors,
  subject: SteeringSubject,
  { off, on, strength }: Omit<ResidualIntervention, 'layers'>,
  [first, last]: LayerRange,
  dimensions: number,
): void {
  const leave = positionsOf(subject, off);
  const reach = positionsOf(subject, on);
  if (leave.length === 0 && reach.length === 0) return;
  const from = leave.length > 0 ? leave : othersThan(subject, reach);
  const to = reach.length > 0 ? reach : othersThan(subject, leave);
  for (let layer = first; layer <= last; layer++) {
    const source = meanResidual(subject, from, layer);
    const difference = meanResidual(subject, to, layer).map((value, d) => value - source[d]);
    const vector = new Float32Array(vectors.dModel);
    for (const d of largest(difference, dimensions)) vector[d] = strength * difference[d];
    if (vector.some((value) => value !== 0)) vectors.residual[layer] = vector;
  }
}

function othersThan({ sets }: SteeringSubject, chosen: readonly number[]): number[] {
  const others = [...sets.languages.keys()].filter((language) => !chosen.includes(language));
  if (others.length > 0) return others;
  throw new BabelscopeError(
    'intervention-invalid',
    'All languages are on one side, so there is none to move from or to. Choose fewer.',
  );
}

/** Indices of the `count` values of largest magnitude; ties go to the lower index. */
function largest(values: Float64Array, count: number): number[] {
  const order = Array.from(values.keys());
  if (count >= order.length) return order;
  return order.sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]) || a - b).slice(0, count);
}
