export const rowHeight = 22;

/** No browser lays out more: 33.5 million pixels in Chromium. */
const tallest = 30_000_000;

/** Pixels of a track that stands for so many rows; a very long one is compressed. */
export function trackHeight(total: number): number {
  return Math.min(tallest, total * rowHeight);
}

/** The first row in view at a scroll offset. */
export function firstRow(scroll: number, total: number, room: number): number {
  const last = Math.max(0, total - Math.floor(room / rowHeight));
  return Math.min(last, Math.round(scroll / pixelsPerRow(total, room)));
}

/** The scroll offset at which a row is the first in view. */
export function scrollFor(row: number, total: number, room: number): number {
  return row * pixelsPerRow(total, room);
}

function pixelsPerRow(total: number, room: number): number {
  const rows = Math.max(1, total - Math.floor(room / rowHeight));
  // Where nothing is compressed, rows of their own height end a little before the track does.
  return Math.min(rowHeight, Math.max(1, trackHeight(total) - room) / rows);
}
