import type { AlignedText } from './aligned';

/** An aligned text and the pieces of it that the model sees one by one: piece k is units [from[k], to[k]). */
export interface Pieces {
  readonly source: AlignedText;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** The text as one piece. */
export function onePiece(source: AlignedText): Pieces {
  return { source, from: [0], to: [source.text.length] };
}
