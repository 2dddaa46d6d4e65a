import type { Place, SampledDocument } from '../corpus/sampling';
import { sampleDocuments } from '../corpus/sampling';
import type { TextTokenizer } from '../text/tokenizer';

/** Rows of equal length for one forward pass. */
export interface Batch {
  /** Its index within the language, from 0. */
  index: number;
  /** `[row, sequence]` */
  ids: Int32Array;
  /**
   * `[row, sequence]` 1 for a token that counts, 0 for separators between documents, which belong to no
   * language.
   */
  mask: Uint8Array;
  rows: number;
  /** Tokens with mask 1. */
  counted: number;
  /** Where the tokens come from. */
  origin: Origin;
  /** The state from which the next batch can be made again. */
  after: BatchState;
}

/** The positions of tokens in a corpus. */
export interface Origin {
  documents: {
    /** Index of its file. */
    file: number;
    /** Line or row in the file, from 1. */
    number: number;
    /** UTF-16 offset of the text in its line or row. */
    offset: number;
    text: string;
  }[];
  /** `[token]` index into `documents`. */
  document: number[];
  /** `[token]` UTF-16 range in the document's text; empty for separators. */
  start: number[];
  end: number[];
}

/** What the next batch depends on besides the corpus: plain data, so a run can be resumed. */
export interface BatchState {
  place: Place;
  /** The next batch's index. */
  index: number;
  /** Tokens counted in all batches so far. */
  counted: number;
  /** Documents left out so far. */
  dropped: number;
  /** Tokens left over from the documents read; a separator is stored as −1. */
  rest: number[];
  /** `[token of rest]` */
  origin: Origin;
}

export interface BatchSettings {
  rowLength: number;
  rowsPerBatch: number;
  /** Tokens to count. */
  budget: number;
  /** Share of the corpus's documents that roughly suffices for the budget. */
  rate: number;
  seed: number;
  /** Decides which documents are used; all by default. */
  keep?: (text: string) => boolean;
}

/** How many characters of documents are tokenized at once. */
const groupCharacters = 8192;

/** Nothing is left over. */
export const noOrigin: Origin = { documents: [], document: [], start: [], end: [] };

export const firstBatch: BatchState = {
  place: { pass: 0, document: 0 },
  index: 0,
  counted: 0,
  dropped: 0,
  rest: [],
  origin: noOrigin,
};

/**
 * Makes batches of a language's corpus until exactly the budget is counted or the corpus ends. As in LAPE's
 * reference code, documents are joined by the end-of-text token and cut into full rows, so no padding is
 * counted. Only the very last row may be short: it is padded on the right, which is masked, and which a
 * causal model does not see.
 *
 * The same corpus, settings and state always give the same batches; shards and resumed runs depend on this.
 */
export async function* makeBatches(
  files: readonly string[],
  tokenizer: TextTokenizer,
  settings: BatchSettings,
  from: BatchState,
  signal?: AbortSignal,
): AsyncGenerator<Batch, void> {
  const { rowLength, rowsPerBatch, budget, rate, seed, keep = () => true } = settings;
  const full = rowLength * rowsPerBatch;
  const separator = tokenizer.eos ?? 0;
  let { index, counted, dropped, place } = from;
  const rest = [...from.rest];
  const origin = copyOf(from.origin);

  function next(size: number): Batch {
    const taken = rest.splice(0, size);
    const takenFrom = take(origin, size);
    const rows = Math.ceil(taken.length / rowLength);
    const ids = new Int32Array(rows * rowLength).fill(separator);
    const mask = new Uint8Array(rows * rowLength);
    let inBatch = 0;
    taken.forEach((id, i) => {
      if (id < 0 || counted + inBatch >= budget) return;
      ids[i] = id;
      mask[i] = 1;
      inBatch++;
    });
    counted += inBatch;
    // In the last batch, leave out the rows after the last token.
    const last = taken.length < full || counted >= budget;
    const needed = last ? Math.ceil((mask.lastIndexOf(1) + 1) / rowLength) : rows;
    return {
      index: index++,
      ids: ids.subarray(0, needed * rowLength),
      mask: mask.subarray(0, needed * rowLength),
      rows: needed,
      counted: inBatch,
      origin: takenFrom,
      after: { place, index, counted, dropped, rest: [...rest], origin: copyOf(origin) },
    };
  }

  function* fullOnes(): Generator<Batch, void> {
    while (rest.length >= full && counted < budget) yield next(full);
  }

  yield* fullOnes();
  for await (const documents of inGroups(sampleDocuments(files, rate, seed, place, signal))) {
    const kept = documents.filter(({ text }) => keep(text));
    const encodings = tokenizer.encodeAll(kept.map(({ text }) => text)).values();
    for (const document of documents) {
      if (counted >= budget) return;
      if (!kept.includes(document)) {
        dropped++;
        place = document.place;
        continue;
      }
      const { ids, start, end } = encodings.next().value!;
      const { file, number, offset, text } = document;
      const at = origin.documents.push({ file, number, offset, text }) - 1;
      const add = (id: number, from: number, to: number) => {
        rest.push(id);
        origin.document.push(at);
        origin.start.push(from);
        origin.end.push(to);
      };
      ids.forEach((id, token) => add(id, start[token], end[token]));
      if (tokenizer.eos !== undefined) add(-1, text.length, text.length);
      place = document.place;
      yield* fullOnes();
    }
  }
  if (counted < budget && rest.some((id) => id >= 0)) yield next(rest.length);
}

/** Groups of documents, each a fraction of a batch. */
async function* inGroups(documents: AsyncIterable<SampledDocument>): AsyncGenerator<SampledDocument[], void> {
  let group: SampledDocument[] = [];
  let characters = 0;
  for await (const document of documents) {
    group.push(document);
    characters += document.text.length;
    if (characters < groupCharacters) continue;
    yield group;
    group = [];
    characters = 0;
  }
  if (group.length > 0) yield group;
}

function copyOf({ documents, document, start, end }: Origin): Origin {
  return { documents: [...documents], document: [...document], start: [...start], end: [...end] };
}

/** Removes and returns the first tokens' origins, with the documents they are in. */
function take(origin: Origin, size: number): Origin {
  const taken = {
    documents: origin.documents,
    document: origin.document.splice(0, size),
    start: origin.start.splice(0, size),
    end: origin.end.splice(0, size),
  };
  // A document that is not used up stays, as the first one.
  const used = origin.document.length > 0 ? origin.document[0] : origin.documents.length;
  origin.documents = origin.documents.slice(used);
  origin.document = origin.document.map((at) => at - used);
  return taken;
}
