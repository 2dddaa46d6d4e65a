import type { ShownSetting, ShownSweep } from '../../src/protocol/sweep-page';
import { steeringMethod } from '../../src/steering/methods';
import type { Pair } from './lines';
import { lineOf, ownSettings } from './lines';

/** A setting as a point: success against fluency. */
export interface CurvePoint {
  setting: string;
  strength: number;
  fluency: number;
  success: number;
  low: number;
  high: number;
}

/** One method in one range of layers, over its strengths, weakest first. */
export interface Curve {
  label: string;
  control: boolean;
  points: CurvePoint[];
}

/** A curve a method and range of layers, and one for its random controls. */
export function curvesOf(sweep: ShownSweep, pair: Pair | undefined): Curve[] {
  const groups = new Map<string, ShownSetting[]>();
  for (const setting of ownSettings(sweep)) {
    const key = `${setting.method} ${setting.layers?.join() ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), setting]);
  }
  return [...groups.values()].flatMap((group): Curve[] => {
    const [{ method, layers }] = group;
    const where = layers === null ? '' : ` at ${layers[0] === layers[1] ? layers[0] : layers.join('–')}`;
    const name = `${steeringMethod(method).name}${where}`;
    const controls = sweep.settings.filter(({ controlOf }) => group.some((own) => own.name === controlOf));
    return [
      { label: name, control: false, points: pointsOf(sweep, group, pair) },
      { label: `${name}, random control`, control: true, points: pointsOf(sweep, controls, pair) },
    ].filter(({ points }) => points.length > 0);
  });
}

function pointsOf(
  sweep: ShownSweep,
  settings: readonly ShownSetting[],
  pair: Pair | undefined,
): CurvePoint[] {
  return settings
    .flatMap(({ name, strength }): CurvePoint[] => {
      const line = lineOf(sweep, name, pair);
      if (!line || line.success === null || line.fluency === null) return [];
      const { success, fluency, low, high } = line;
      return [{ setting: name, strength, success, fluency, low, high }];
    })
    .sort((a, b) => a.strength - b.strength);
}
