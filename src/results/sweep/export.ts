import { type Column, tableOf } from '../table';
import type { SweepLine } from './data';

const columns: Column<SweepLine>[] = [
  { name: 'setting', value: ({ setting }) => setting ?? 'plain' },
  { name: 'source', value: ({ source }) => source },
  { name: 'target', value: ({ target }) => target },
  { name: 'n', value: ({ score }) => score.success.trials },
  { name: 'success', value: ({ score }) => rounded(score.success.rate) },
  { name: 'success_low', value: ({ score }) => rounded(score.success.low) },
  { name: 'success_high', value: ({ score }) => rounded(score.success.high) },
  { name: 'unsure', value: ({ score }) => score.unsure },
  { name: 'relative_perplexity', value: ({ score }) => rounded(score.relativePerplexity) },
  { name: 'fluency', value: ({ score }) => rounded(score.fluency) },
  { name: 'harmonic_mean', value: ({ score }) => rounded(score.score) },
  { name: 'unchanged', value: ({ unchanged }) => unchanged },
  { name: 'broken', value: ({ broken }) => broken },
];

/** A sweep's report as CSV, numbers to four decimals; an empty cell means NaN, or all pairs. */
export function sweepTable(lines: readonly SweepLine[]): string {
  return [...tableOf(columns, lines)].join('');
}

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 : null;
}
