import type { Inspection } from '../../src/protocol/engine';

/** What the reader sees as one character or word piece: the tokens whose ranges cannot be told apart. */
export interface Cell {
  /** UTF-16 offsets into the text. */
  start: number;
  end: number;
  /** First token and how many follow each other in this cell. */
  token: number;
  count: number;
}

export interface Piece {
  /** Index into the cells; -1 for text that no token covers. */
  cell: number;
  text: string;
  /** A cell broken over paragraphs has several pieces; this is its first. */
  first: boolean;
}

export interface Paragraph {
  /** Which of the texts. */
  text: number;
  pieces: Piece[];
}

export interface StripContent {
  cells: Cell[];
  /** `[pos]` the token's cell. */
  cellOf: Int32Array;
  paragraphs: Paragraph[];
}

/**
 * Lays tokens out as cells that cover each text in order. Tokens that share a range or overlap become one cell: the
 * reader sees one character there. Paragraphs end after their line break.
 */
export function stripContent(
  texts: readonly string[],
  tokens: Pick<Inspection, 'text' | 'start' | 'end'>,
): StripContent {
  const cells: Cell[] = [];
  const cellOf = new Int32Array(tokens.text.length);
  const paragraphs: Paragraph[] = [];
  let next = 0;
  texts.forEach((text, index) => {
    const from = cells.length;
    for (; next < tokens.text.length && tokens.text[next] === index; next++) {
      const start = Math.min(tokens.start[next], text.length);
      const end = Math.min(Math.max(tokens.end[next], start), text.length);
      const last = cells.length > from ? cells[cells.length - 1] : undefined;
      if (last && last.end > last.start && start < last.end) {
        last.end = Math.max(last.end, end);
        last.count++;
      } else {
        cells.push({ start, end, token: next, count: 1 });
      }
      cellOf[next] = cells.length - 1;
    }
    paragraphs.push(...paragraphsOf(text, index, cells, from));
  });
  return { cells, cellOf, paragraphs };
}

function paragraphsOf(text: string, index: number, cells: Cell[], from: number): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let pieces: Piece[] = [];
  const add = (cell: number, part: string, first: boolean) => {
    for (const line of part.split(/(?<=\r\n|\n|\r(?!\n))/)) {
      pieces.push({ cell, text: line, first });
      first = false;
      if (/[\r\n]$/.test(line)) {
        paragraphs.push({ text: index, pieces });
        pieces = [];
      }
    }
  };
  let at = 0;
  for (let cell = from; cell < cells.length; cell++) {
    const { start, end } = cells[cell];
    if (start > at) add(-1, text.slice(at, start), true);
    add(cell, text.slice(Math.max(at, start), end), true);
    at = Math.max(at, end);
  }
  if (at < text.length) add(-1, text.slice(at), true);
  if (pieces.length > 0) paragraphs.push({ text: index, pieces });
  return paragraphs;
}
