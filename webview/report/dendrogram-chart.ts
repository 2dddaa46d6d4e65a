import type { ReportSelection } from '../../src/protocol/report-page';

export interface Dendrogram {
  /** `[place]` the language there and the height of its row's middle. */
  leaves: { language: number; y: number }[];
  /** SVG path data, a fork a step. */
  forks: { path: string; similarity: number; x: number }[];
  ticks: { x: number; label: string }[];
}

/** Geometry of a clustering: leaves at the left, forks the further right the less alike what they join. */
export function dendrogram(
  { order, clusters }: Pick<ReportSelection, 'order' | 'clusters'>,
  { left, right, top, rowHeight }: { left: number; right: number; top: number; rowHeight: number },
): Dendrogram {
  const most = clusters.reduce((largest, { similarity }) => Math.max(largest, similarity), 0) || 1;
  // A little room between a leaf and the fork of the most alike.
  const x = (similarity: number) => left + (0.12 + 0.88 * (1 - similarity / most)) * (right - left);
  const leaves = order.map((language, at) => ({ language, y: top + (at + 0.5) * rowHeight }));
  const nodes = new Map(leaves.map(({ language, y }) => [language, { x: left, y }]));
  const forks = clusters.map(({ left: one, right: other, similarity }, step) => {
    const [a, b] = [nodes.get(one)!, nodes.get(other)!];
    // Average linkage never joins what is more alike later, but equal ones must not run backwards.
    const at = Math.max(x(similarity), a.x, b.x);
    nodes.set(order.length + step, { x: at, y: (a.y + b.y) / 2 });
    const point = (value: number) => value.toFixed(1);
    return {
      path: `M${point(a.x)} ${point(a.y)}H${point(at)}V${point(b.y)}H${point(b.x)}`,
      similarity,
      x: at,
    };
  });
  return {
    leaves,
    forks,
    ticks: [most, most / 2, 0].map((value) => ({ x: x(value), label: value.toFixed(2) })),
  };
}
