import { isPairAt } from './aligned';

/** What a Unigram model knows. */
export interface UnigramVocabulary {
  /** [id] the piece, and the natural log of how likely it is */
  readonly pieces: readonly (readonly [piece: string, score: number])[];
  /** the id of what is unknown */
  readonly unknown: number;
  /** ids that no text becomes */
  readonly hidden: ReadonlySet<number>;
}

/** One part of a text: a piece of the vocabulary, or characters that no piece covers. */
export type VisitPiece = (id: number, from: number, to: number) => void;

/** How much less likely than the least likely piece an unknown character is. */
const unknownPenalty = 10;

/**
 * Finds the likeliest way to write a text in pieces. The sums are those of the original library, in its order, so that
 * even ties, which rounding decides, come out the same; unknown characters in a row are one part.
 */
export function unigramSegmenter({ pieces, unknown, hidden }: UnigramVocabulary) {
  const scores = Float64Array.from(pieces, ([, score]) => score);
  const unknownScore = scores.reduce((least, score) => Math.min(least, score), Infinity) - unknownPenalty;
  // Sorted, the pieces that begin alike stand together: walking down a trie is narrowing a range.
  const idOf = new Map<string, number>();
  pieces.forEach(([piece], id) => {
    if (piece !== '' && !hidden.has(id)) idOf.set(piece, id);
  });
  const sorted = [...idOf.keys()].sort();
  const ids = Int32Array.from(sorted, (piece) => idOf.get(piece) as number);
  const beginning = new Map<number, { low: number; high: number }>();
  sorted.forEach((piece, k) => {
    const range = beginning.get(piece.charCodeAt(0));
    if (range) range.high = k + 1;
    else beginning.set(piece.charCodeAt(0), { low: k, high: k + 1 });
  });

  /** The first of the pieces [low, high), alike in their first `depth` units, whose next unit is at least `unit`. */
  const firstFrom = (low: number, high: number, depth: number, unit: number): number => {
    while (low < high) {
      const middle = (low + high) >> 1;
      const piece = sorted[middle];
      if (depth < piece.length && piece.charCodeAt(depth) >= unit) high = middle;
      else low = middle + 1;
    }
    return low;
  };

  // [unit] the best way to reach it: its score, its last piece, and where that begins; -1 where there is none yet.
  let best = new Float64Array(256);
  let last = new Int32Array(256);
  let begin = new Int32Array(256);

  return (text: string, visit: VisitPiece): void => {
    const size = text.length;
    if (size >= best.length) {
      best = new Float64Array(2 * size);
      last = new Int32Array(2 * size);
      begin = new Int32Array(2 * size);
    }
    begin.fill(-1, 0, size + 1);
    best[0] = 0;
    const reach = (from: number, to: number, id: number, score: number): void => {
      const total = score + best[from];
      if (begin[to] >= 0 && total <= best[to]) return;
      best[to] = total;
      last[to] = id;
      begin[to] = from;
    };
    for (let from = 0, width: number; from < size; from += width) {
      width = isPairAt(text, from) ? 2 : 1;
      let covered = false;
      let { low, high } = beginning.get(text.charCodeAt(from)) ?? { low: 0, high: 0 };
      for (let depth = 1; low < high; depth++) {
        // A piece sorts before the longer ones that begin with it.
        if (sorted[low].length === depth) {
          reach(from, from + depth, ids[low], scores[ids[low]]);
          covered ||= depth === width;
          low++;
        }
        if (from + depth >= size) break;
        const unit = text.charCodeAt(from + depth);
        low = firstFrom(low, high, depth, unit);
        high = firstFrom(low, high, depth, unit + 1);
      }
      if (!covered) reach(from, from + width, unknown, unknownScore);
    }

    const ends: number[] = [];
    for (let to = size; to > 0; to = begin[to]) ends.push(to);
    for (let k = ends.length - 1; k >= 0; k--) {
      const id = last[ends[k]];
      const from = begin[ends[k]];
      if (id === unknown) while (k > 0 && last[ends[k - 1]] === unknown) k--;
      visit(id, from, ends[k]);
    }
  };
}
