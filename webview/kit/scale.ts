import type { Rgb } from '../../src/view/colours';
import { blend, strongestTint } from '../../src/view/colours';
import type { Palette } from './palette';

/** How values become tints: from nothing to the high end, or to two sides of a middle. */
export interface Scale {
  kind: 'sequential' | 'diverging';
  /** The value that has no tint: the least, or the middle. */
  from: number;
  /** The distance from it that has the full tint; > 0. */
  reach: number;
}

/** The scale that all finite values fit: from 0, or about 0. All equal to 0: nothing is tinted. */
export function fitScale(kind: Scale['kind'], values: Iterable<number>): Scale {
  let reach = 0;
  for (const value of values) if (Number.isFinite(value)) reach = Math.max(reach, Math.abs(value));
  return { kind, from: 0, reach: reach || 1 };
}

/** A value's place on its scale: −1 … 1, of a sequential one 0 … 1; 0 if there is no value. */
export function placeOn({ kind, from, reach }: Scale, value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.min(1, Math.max(kind === 'diverging' ? -1 : 0, (value - from) / reach));
}

/** The colour under a value's text, which keeps its contrast there. */
export function tintAt(
  scale: Scale,
  value: number,
  { low, high, text, background }: Pick<Palette, 'low' | 'high' | 'text' | 'background'>,
): Rgb {
  const place = placeOn(scale, value);
  const end = place < 0 ? low : high;
  return blend(end, background, Math.abs(place) * strongestTint(end, text, background));
}
