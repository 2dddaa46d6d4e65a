import type { ShownSweep } from '../../src/protocol/sweep-page';
import type { Pair } from './lines';
import { bestLine, bestOfEach, ownSettings } from './lines';

export const metrics = ['success', 'score', 'fluency'] as const;
export type Metric = (typeof metrics)[number];

/** What a reader has chosen; kept while the page is hidden. */
export interface Navigation {
  metric: Metric;
  /** A setting's name, or `bestOfEach`. */
  setting: string;
  /** undefined: all pairs. */
  pair: Pair | undefined;
}

/** Where a reader begins. */
export const beginning: Navigation = { metric: 'success', setting: bestOfEach, pair: undefined };

/** What an earlier page left may be of an earlier version. */
export function restoreNavigation(kept: unknown): Navigation {
  const { metric, setting, pair } = (kept ?? {}) as Partial<Navigation>;
  return {
    metric: metrics.find((name) => name === metric) ?? beginning.metric,
    setting: typeof setting === 'string' ? setting : beginning.setting,
    pair: Array.isArray(pair) && pair.length === 2 ? [String(pair[0]), String(pair[1])] : undefined,
  };
}

/** The setting whose examples are shown: where each pair has its own best, that of the pair or of all. */
export function exampleSetting(sweep: ShownSweep, { setting, pair }: Navigation): string | undefined {
  if (setting !== bestOfEach) return setting;
  return (bestLine(sweep, pair)?.setting ?? ownSettings(sweep).at(0)?.name) || undefined;
}
