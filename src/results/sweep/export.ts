import type { SweepLine } from './data';
import { type Cell, tableLine } from '../../view/table-line';

const head = [
  ...['setting', 'source', 'target', 'n', 'success', 'success_low', 'success_high', 'unsure'],
  ...['relative_perplexity', 'fluency', 'harmonic_mean', 'unchanged', 'broken'],
];

/** A sweep's report as CSV, numbers to four decimals; an empty cell is no number, or all pairs. */
export function sweepTable(lines: readonly SweepLine[]): string {
  const body = lines.map(({ setting, source, target, score, unchanged, broken }): Cell[] => {
    const { success, unsure, relativePerplexity, fluency, score: mean } = score;
    const rates = [success.rate, success.low, success.high].map(rounded);
    const quality = [relativePerplexity, fluency, mean].map(rounded);
    return [
      setting ?? 'plain',
      source,
      target,
      success.trials,
      ...rates,
      unsure,
      ...quality,
      unchanged,
      broken,
    ];
  });
  return [head, ...body].map((line) => tableLine(line)).join('');
}

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 : null;
}
