import type { ShownLine, ShownSetting, ShownSweep } from '../../src/protocol/sweep-page';
import { steeringMethod } from '../../src/steering/methods';

export type Pair = readonly [source: string, target: string];

/** The setting that stands for "of each pair, the best". */
export const bestOfEach = '';

/** The line of a setting on a pair, or on all of them. */
export function lineOf(
  { lines }: ShownSweep,
  setting: string | null,
  pair: Pair | undefined,
): ShownLine | undefined {
  return lines.find(
    (line) =>
      line.setting === setting && line.source === (pair?.[0] ?? null) && line.target === (pair?.[1] ?? null),
  );
}

/** The random control of a setting, on the same pair. */
export function controlOf(sweep: ShownSweep, setting: string, pair: Pair | undefined): ShownLine | undefined {
  const control = sweep.settings.find((other) => other.controlOf === setting);
  return control && lineOf(sweep, control.name, pair);
}

/** Settings that are no controls. */
export function ownSettings({ settings }: ShownSweep): ShownSetting[] {
  return settings.filter(({ controlOf: of }) => of === null);
}

/** Of all settings, that of the highest harmonic mean on a pair, or over all pairs; undefined where none has one. */
export function bestLine(sweep: ShownSweep, pair: Pair | undefined): ShownLine | undefined {
  let best: ShownLine | undefined;
  for (const { name } of ownSettings(sweep)) {
    const line = lineOf(sweep, name, pair);
    if (line && line.score !== null && line.score > (best?.score ?? -1)) best = line;
  }
  return best;
}

/** The line that a cell of the matrix shows. */
export function cellLine(sweep: ShownSweep, setting: string, pair: Pair): ShownLine | undefined {
  return setting === bestOfEach ? bestLine(sweep, pair) : lineOf(sweep, setting, pair);
}

/** Every pair that the sweep tried, in its order. */
export function pairsOf({ lines }: ShownSweep): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { source, target } of lines)
    if (source !== null && target !== null) pairs.set(`${source} ${target}`, [source, target]);
  return [...pairs.values()];
}

/** `DiffMean, residual stream × 1, layer 4`. */
export function settingLabel({ method, strength, layers }: ShownSetting): string {
  const where =
    layers === null ? '' : layers[0] === layers[1] ? `, layer ${layers[0]}` : `, layers ${layers.join('–')}`;
  return `${steeringMethod(method).name} × ${strength}${where}`;
}

/** `92 %`; a dash where there is none. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${Math.round(100 * share)} %`;
}

/** `.42`, as shares elsewhere. */
export function two(value: number | null): string {
  return value === null ? '–' : value.toFixed(2).replace(/^0/, '');
}

/** `65–99 %`. */
export function interval({ low, high }: Pick<ShownLine, 'low' | 'high'>): string {
  return `${Math.round(100 * low)}–${Math.round(100 * high)} %`;
}
