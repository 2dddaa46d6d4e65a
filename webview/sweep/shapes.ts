import type { Curve } from './curve';

/** `[curve]` which shape its points have: a control that of its setting. */
export function shapesOf(curves: readonly Curve[]): number[] {
  let shape = -1;
  return curves.map(({ control }) => (control ? shape : ++shape));
}
