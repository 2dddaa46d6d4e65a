export const rowHeight = 17;

/** Columns of one heat map: all as wide as each other, in device-independent pixels. */
export interface Columns {
  count: number;
  width: number;
}

/** Columns that fill `room`, but never so narrow that one cannot be hit nor so wide that few look like many. */
export function fitColumns(count: number, room: number): Columns {
  const width = count === 0 ? 0 : Math.min(24, Math.max(9, room / count));
  return { count, width };
}

/** The column under `x`; -1 outside. */
export function columnAt(columns: Columns, x: number): number {
  const column = Math.floor(x / columns.width);
  return x >= 0 && column < columns.count ? column : -1;
}

/** The scroll offset nearest to `scroll` at which the column is in full view. */
export function scrollTo(columns: Columns, column: number, scroll: number, room: number): number {
  const left = column * columns.width;
  return Math.max(0, Math.min(left, Math.max(left + columns.width - room, scroll)));
}
