import type { ReportSelection } from '../../src/protocol/report-page';

export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface HistogramChart {
  bars: { all: Bar; selected: Bar; from: number; to: number; count: number; chosen: number }[];
  xTicks: { x: number; label: string }[];
  yTicks: { y: number; label: string }[];
  /** Of the highest entropy selected; undefined where nothing is. */
  thresholdX: number | undefined;
}

/**
 * Geometry of the entropies' distribution. Heights are logarithms: the few selected neurons would not be seen beside
 * the thousands that fire in all languages alike. A bin of one neuron has a height, an empty one has none.
 */
export function histogramChart(
  { histogram, lastEntropy }: Pick<ReportSelection, 'histogram' | 'lastEntropy'>,
  { left, right, top, bottom }: Frame,
): HistogramChart {
  const { edges, all, selected } = histogram;
  const most = edges[edges.length - 1];
  const tallest = all.reduce((largest, count) => Math.max(largest, count), 1);
  const x = (entropy: number) => left + (entropy / most) * (right - left);
  const tall = (count: number) => (Math.log10(1 + count) / Math.log10(1 + tallest)) * (bottom - top);
  const bar = (bin: number, count: number): Bar => ({
    x: x(edges[bin]),
    y: bottom - tall(count),
    width: Math.max(0.5, x(edges[bin + 1]) - x(edges[bin]) - 1),
    height: tall(count),
  });
  const ticks = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000].filter((count) => count <= tallest);
  return {
    bars: Array.from(all, (count, bin) => ({
      all: bar(bin, count),
      selected: bar(bin, selected[bin]),
      from: edges[bin],
      to: edges[bin + 1],
      count,
      chosen: selected[bin],
    })),
    xTicks: [0, 0.25, 0.5, 0.75, 1].map((share) => ({
      x: x(share * most),
      label: share === 1 ? `ln K = ${most.toFixed(2)}` : (share * most).toFixed(share === 0 ? 0 : 2),
    })),
    yTicks: ticks.map((count) => ({ y: bottom - tall(count), label: count.toLocaleString('en') })),
    thresholdX: Number.isNaN(lastEntropy) ? undefined : x(lastEntropy),
  };
}
