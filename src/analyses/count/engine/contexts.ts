import type { ContextTable, Passage } from '../../../files/contexts';
import { shownAround } from '../../../files/contexts';
import { packContexts } from '../../../files/merge-contexts';
import type { Batch } from '../../../engine/batches';

/** Contexts kept per neuron and language, if there is room. */
const usualSlots = 5;
/** Size limit for the entries of all neurons; larger models keep fewer for each. */
const mostBytes = 256 * 1024 * 1024;
/**
 * How many batches of a language are examined, spread evenly over all of it: a million tokens of a longer
 * run.
 */
const mostBatches = 256;
/** How many places are collected before unused ones are removed. */
const mostPlaces = 1_000_000;

/** Records, while counting, where each neuron fires most. */
export interface ContextCollector {
  /**
   * Rows of a batch to examine; the same in every shard.
   *
   * @param batches of the language
   */
  rowsOf(batch: Batch, batches: number): number[];
  /**
   * @param language index
   * @param files index in the table's files of each file of the language
   * @param rows those that were examined
   * @param peaks `[layer]` → `[examined row, d_mlp]` largest activations, and the tokens of the row where
   * they occur
   */
  add(
    language: number,
    files: readonly number[],
    batch: Batch,
    rows: readonly number[],
    peaks: { value: Float32Array; at: Int32Array }[],
  ): void;
  /** Index of a file, added on first use. */
  fileIndex(path: string): number;
  /** Everything collected, without unused places. */
  table(): ContextTable;
}

/** A table without any contexts yet. */
export function emptyContexts(shape: {
  model: string;
  languages: readonly string[];
  layers: number;
  dMlp: number;
}): ContextTable {
  const neurons = shape.languages.length * shape.layers * shape.dMlp;
  const slots = Math.max(1, Math.min(usualSlots, Math.floor(mostBytes / (8 * neurons))));
  return {
    ...shape,
    slots,
    activation: new Float32Array(neurons * slots),
    place: new Int32Array(neurons * slots).fill(-1),
    places: new Int32Array(),
    passages: [],
    files: [],
  };
}

/**
 * Cost of examining all rows as a share of a forward pass, times the multiplications in a block per neuron:
 * both benchmark models give the same value.
 */
const costOfLooking = 210;
/** The cost allowed. */
const mostCost = 0.035;

/** Share of the rows that is examined: all in models with a `d_model` of about 2,000 or more. */
export function shareOfRows({ dModel, dMlp }: { dModel: number; dMlp: number }): number {
  return Math.min(1, (mostCost * ((4 * dModel ** 2) / dMlp + 3 * dModel)) / costOfLooking);
}

/**
 * @param from the table to continue, which is modified
 * @param share of the rows to examine
 */
export function collectContexts(from: ContextTable, share: number): ContextCollector {
  const { layers, dMlp, slots, activation, place } = from;
  const files = [...from.files];
  let places = Array.from(from.places);
  let passages = from.passages;

  function table(): ContextTable {
    const packed = packContexts({ ...from, files, places: Int32Array.from(places), passages });
    places = Array.from(packed.places);
    passages = packed.passages;
    return packed;
  }

  return {
    rowsOf({ index, rows }, batches) {
      const stride = Math.max(1, Math.ceil(batches / mostBatches));
      if (index % stride !== 0) return [];
      const count = Math.min(rows, Math.max(1, Math.floor(share * rows)));
      // Different rows in every batch: the first row always has the beginning of a document.
      return Array.from({ length: count }, (_, i) => ((index / stride) * count + i) % rows);
    },
    fileIndex(path) {
      const known = files.indexOf(path);
      return known >= 0 ? known : files.push(path) - 1;
    },
    add(language, fileIndices, batch, rows, peaks) {
      const { ids, origin } = batch;
      const width = ids.length / batch.rows;
      for (const [looked, row] of rows.entries()) {
        const made = new Map<number, number>();
        const passageOf = passagesOfRow(row * width, width);
        const placeOf = (at: number) => {
          const known = made.get(at);
          if (known !== undefined) return known;
          const token = row * width + at;
          const passage = passageOf(origin.document[token]);
          const { offset } = passages[passage];
          const document = origin.documents[origin.document[token]];
          const start = document.offset + origin.start[token] - offset;
          const index = places.push(passage, start, start + origin.end[token] - origin.start[token]) / 3 - 1;
          made.set(at, index);
          return index;
        };
        for (let layer = 0; layer < layers; layer++) {
          const { value, at } = peaks[layer];
          const first = (language * layers + layer) * dMlp * slots;
          for (let index = 0; index < dMlp; index++) {
            const found = value[looked * dMlp + index];
            const entry = first + index * slots;
            if (!(found > activation[entry + slots - 1])) continue;
            let slot = entry + slots - 1;
            for (; slot > entry && found > activation[slot - 1]; slot--) {
              activation[slot] = activation[slot - 1];
              place[slot] = place[slot - 1];
            }
            activation[slot] = found;
            place[slot] = placeOf(at[looked * dMlp + index]);
          }
        }
      }
      if (places.length > 3 * mostPlaces) table();

      function passagesOfRow(from: number, width: number): (document: number) => number {
        const made = new Map<number, number>();
        return (document) => {
          const known = made.get(document);
          if (known !== undefined) return known;
          let [first, last] = [Infinity, 0];
          for (let token = from; token < from + width; token++) {
            if (origin.document[token] !== document) continue;
            first = Math.min(first, origin.start[token]);
            last = Math.max(last, origin.end[token]);
          }
          const { file, number, offset, text } = origin.documents[document];
          const start = Math.max(0, first - shownAround);
          const passage: Passage = {
            file: fileIndices[file],
            document: number,
            offset: offset + start,
            text: wellFormed(text.slice(start, last + shownAround)),
          };
          const index = passages.push(passage) - 1;
          made.set(document, index);
          return index;
        };
      }
    },
    table,
  };
}

/** Half a surrogate pair would be lost in UTF-8, and shift all offsets after it. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}
