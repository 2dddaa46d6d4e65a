import type { Inspection } from '../../src/protocol/engine';
import { cssColour } from '../../src/view/colours';
import type { Palette } from './palette';
import type { Columns } from './heat-map-columns';
import { rowHeight } from './heat-map-columns';

export interface HeatMapView {
  inspection: Pick<Inspection, 'activity' | 'languages'>;
  /** Indices of the languages shown, one row each. */
  rows: readonly number[];
  columns: Columns;
  /** What is in view, in the heat map's own pixels. */
  scroll: number;
  room: number;
  selected: number;
  hovered: number;
}

/** Draws the columns in view; cost depends on the view's width, not on the number of tokens. */
export function drawHeatMap(context: CanvasRenderingContext2D, view: HeatMapView, palette: Palette): void {
  const { inspection, rows, columns, scroll, room } = view;
  const height = rows.length * rowHeight;
  context.clearRect(0, 0, room, height);
  const first = Math.max(0, Math.floor(scroll / columns.width));
  const last = Math.min(columns.count, Math.ceil((scroll + room) / columns.width));
  const edge = (column: number) => Math.round(column * columns.width - scroll);
  const empty = cssColour(palette.text, palette.highContrast ? 0 : 0.045);
  rows.forEach((language, row) => {
    const y = row * rowHeight;
    const colour = palette.languages[language];
    for (let column = first; column < last; column++) {
      const value = inspection.activity[column * inspection.languages.length + language];
      const strength = Math.min(1, Math.max(0, value));
      const x = edge(column);
      const width = edge(column + 1) - x - 1;
      context.fillStyle = empty;
      context.fillRect(x, y, width, rowHeight - 1);
      if (!(strength > 0)) continue;
      // In high contrast a bar's height says what the tint would.
      const tall = palette.highContrast ? Math.round(strength * (rowHeight - 2)) : rowHeight - 1;
      context.fillStyle = cssColour(colour, palette.highContrast ? 1 : strength);
      context.fillRect(x, y + rowHeight - 1 - tall, width, tall);
    }
    if (palette.highContrast) {
      context.fillStyle = cssColour(palette.line, 0.5);
      context.fillRect(0, y + rowHeight - 1, room, 1);
    }
  });
  const frame = (column: number, style: string, thickness: number) => {
    if (column < first || column >= last) return;
    const x = edge(column);
    context.strokeStyle = style;
    context.lineWidth = thickness;
    const inset = thickness / 2;
    context.strokeRect(x - 1 + inset, inset, edge(column + 1) - x + 1 - thickness, height - thickness);
  };
  frame(view.hovered, cssColour(palette.text, 0.6), 1);
  frame(view.selected, cssColour(palette.focus), 2);
}
