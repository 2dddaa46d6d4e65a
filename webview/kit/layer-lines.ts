/** A line over layers as drawn: pieces between gaps, and where its name stands. */
export interface LayerLine {
  language: number;
  /** SVG path data; empty where the language has no neuron in any layer. */
  path: string;
  /** Layers that stand alone between gaps, which a path would not show. */
  dots: { x: number; y: number }[];
  /** Centre of the line's name, moved so that names do not overlap. */
  labelY: number;
  /** Where the line ends. */
  endX: number;
  endY: number;
}

export interface LayerChart {
  lines: LayerLine[];
  xTicks: { x: number; layer: number }[];
  yTicks: { y: number; value: number }[];
}

export interface ChartFrame {
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Least distance between two names. */
  labelHeight: number;
}

/**
 * Geometry of activity by layer. `layerActivity` is `[layer, language]`, NaN where there is nothing to show; values
 * are clipped to 0–1 and the axis ends at the next tenth above the largest.
 */
export function layerChart(
  layerActivity: Float32Array,
  languages: number,
  rows: readonly number[],
  frame: ChartFrame,
): LayerChart {
  const layers = languages === 0 ? 0 : layerActivity.length / languages;
  const value = (layer: number, language: number) =>
    Math.min(1, Math.max(0, layerActivity[layer * languages + language]));
  let most = 0.1;
  for (const language of rows)
    for (let layer = 0; layer < layers; layer++) {
      const here = value(layer, language);
      if (here > most) most = here;
    }
  const top = Math.min(1, Math.ceil(most * 10 - 1e-6) / 10);
  const x = (layer: number) =>
    layers === 1
      ? (frame.left + frame.right) / 2
      : frame.left + (layer / (layers - 1)) * (frame.right - frame.left);
  const y = (share: number) => frame.bottom - (share / top) * (frame.bottom - frame.top);

  const lines = rows.map((language): LayerLine => {
    const parts: { x: number; y: number }[][] = [[]];
    for (let layer = 0; layer < layers; layer++) {
      const here = value(layer, language);
      if (Number.isNaN(here)) parts.push([]);
      else parts[parts.length - 1].push({ x: x(layer), y: y(here) });
    }
    const filled = parts.filter((part) => part.length > 0);
    const end = filled.at(-1)?.at(-1) ?? { x: frame.right, y: frame.bottom };
    return {
      language,
      path: filled
        .filter((part) => part.length > 1)
        .map(pathOf)
        .join(''),
      dots: filled.filter((part) => part.length === 1).flat(),
      labelY: end.y,
      endX: end.x,
      endY: end.y,
    };
  });
  const drawn = lines.filter((line) => line.path !== '' || line.dots.length > 0);
  const places = spread(
    drawn.map((line) => line.endY),
    frame.labelHeight,
    frame.top,
    frame.bottom,
  );
  drawn.forEach((line, index) => (line.labelY = places[index]));
  const every = Math.max(1, Math.ceil(layers / 12));
  return {
    lines: drawn,
    xTicks: Array.from({ length: Math.ceil(layers / every) }, (_, i) => ({
      layer: i * every,
      x: x(i * every),
    })),
    yTicks: [0, top / 2, top].map((share) => ({ value: share, y: y(share) })),
  };
}

function pathOf(points: { x: number; y: number }[]): string {
  return points
    .map((point, i) => `${i === 0 ? 'M' : 'L'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`)
    .join('');
}

/**
 * Moves places apart until neighbours are `gap` from each other, in their order, as little as a single pass down and
 * one up allow, staying within `from`–`to` where there is room.
 */
export function spread(places: readonly number[], gap: number, from: number, to: number): number[] {
  const order = places.map((_, index) => index).sort((a, b) => places[a] - places[b]);
  const moved = [...places];
  let free = -Infinity;
  for (const index of order) {
    moved[index] = Math.max(moved[index], free, from);
    free = moved[index] + gap;
  }
  let limit = Math.max(to, from + gap * (places.length - 1));
  for (const index of order.reverse()) {
    moved[index] = Math.min(moved[index], limit);
    limit = moved[index] - gap;
  }
  return moved;
}
