import { basename } from 'node:path';
import { unusable } from './error';
import type { Line } from './lines';
import { usualFields } from './text-path';

/**
 * Reads texts from the lines of a tab-separated table, as Common Voice publishes its sentences. The first
 * line names the columns.
 */
export class TextTable {
  #column: { at: number; of: number } | undefined;

  constructor(private readonly file: string) {}

  /**
   * @returns undefined for the first line
   * @throws BabelscopeError `corpus-unusable` if there is no text column, or the row does not fit the table
   */
  documentOf({ text, number }: Line): Line | undefined {
    const cells = text.split('\t');
    if (!this.#column) {
      const names = cells.map((name) => unquoted(name).trim().toLowerCase());
      const at = names.findIndex((name) => name === usualFields.find((usual) => names.includes(usual)));
      if (at < 0)
        throw unusable(
          `${basename(this.file)} names no column “sentence” or “text” in its first line. Name the one that holds the texts.`,
        );
      this.#column = { at, of: cells.length };
      return undefined;
    }
    const { at, of } = this.#column;
    if (cells.length !== of)
      throw unusable(
        `Line ${number} of ${basename(this.file)} has ${cells.length} columns, and the first line names ${of}. Put one row on each line, without tabs or line breaks in its texts.`,
      );
    const before = cells.slice(0, at).reduce((sum, cell) => sum + cell.length + 1, 0);
    const cell = unquoted(cells[at]);
    return { text: cell, number, offset: cell === cells[at] ? before : 0 };
  }
}

/** The content of a quoted cell, with doubled quotes undone; any other cell unchanged. */
function unquoted(cell: string): string {
  const inner = /^"((?:[^"]|"")*)"$/.exec(cell)?.[1];
  return inner === undefined ? cell : inner.replaceAll('""', '"');
}
