import type { ShownSweep } from '../../src/protocol/sweep-page';
import type { MatrixContent } from '../kit/matrix-content';
import { bestOfEach, cellLine, controlOf, interval, lineOf, pairsOf, percent, two } from './lines';
import type { Metric } from './navigation';

export const metricNames: Record<Metric, string> = {
  success: 'Success: share in the target language',
  score: 'Harmonic mean of success and fluency',
  fluency: 'Fluency: perplexity, plain over steered',
};

/** From which language to which, as a matrix: rows are left, columns reached. */
export function sweepMatrix(sweep: ShownSweep, setting: string, metric: Metric): MatrixContent {
  const { tags } = sweep;
  const pairs = pairsOf(sweep);
  const values = new Float64Array(tags.length ** 2).fill(NaN);
  tags.forEach((source, row) =>
    tags.forEach((target, column) => {
      const value = row === column ? null : cellLine(sweep, setting, [source, target])?.[metric];
      values[row * tags.length + column] = value ?? NaN;
    }),
  );
  const of = setting === bestOfEach ? 'best setting of each pair' : setting;
  return {
    label: `${metricNames[metric].split(':')[0]}, ${of}`,
    tags,
    values,
    rows: places(
      tags,
      pairs.map(([source]) => source),
    ),
    columns: places(
      tags,
      pairs.map(([, target]) => target),
    ),
    scale: { kind: 'sequential', from: 0, reach: 1 },
    format: (value) => (metric === 'success' ? String(Math.round(100 * value)) : two(value)),
    detail: (row, column) => describe(sweep, setting, tags[row], tags[column]),
    axes: { rows: 'left', columns: 'reached' },
    blankDiagonal: true,
  };
}

/** Which of the tags are among these, in their order. */
function places(tags: readonly string[], these: readonly string[]): number[] {
  return tags.flatMap((tag, index) => (these.includes(tag) ? [index] : []));
}

/** Everything known about a pair, in one line. */
function describe(sweep: ShownSweep, setting: string, source: string, target: string): string {
  const line = cellLine(sweep, setting, [source, target]);
  if (!line?.setting) return 'not tried';
  const control = controlOf(sweep, line.setting, [source, target]);
  const plain = lineOf(sweep, null, [source, target]);
  return [
    ...(setting === bestOfEach ? [line.setting] : []),
    `${percent(line.success)} of ${line.n} (${interval(line)})`,
    `fluency ${two(line.fluency)}`,
    `harmonic mean ${two(line.score)}`,
    ...(control ? [`random control ${percent(control.success)}`] : []),
    ...(plain ? [`plain ${percent(plain.success)}`] : []),
  ].join(' · ');
}
