/** What a cell can hold: text, a number (unchanged, even if negative), or nothing. */
export type Cell = string | number | null;

/**
 * A line of a table, as `tableOf` writes them. Cells that hold the separator, a quote or a line break are
 * quoted as in RFC 4180.
 *
 * Text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage
 * return, also after spaces or in their full-width forms) gets an apostrophe before it, which spreadsheets
 * read as “this is text” (OWASP, CSV Injection). Text that is a number stays one.
 *
 * @returns the line, including its line break
 */
export function tableLine(cells: readonly Cell[], separator: ',' | '\t' = ','): string {
  return `${cells.map((cell) => written(cell, separator)).join(separator)}\n`;
}

/** A column of a table: its name, such as `perplexity_change` or `p_zh-Hant`, and its cells. */
export interface Column<Row> {
  name: string;
  value(row: Row): Cell;
}

/**
 * A table, line by line, starting with the columns' names: for every table that is saved, copied or printed.
 */
export function* tableOf<Row>(
  columns: readonly Column<Row>[],
  rows: Iterable<Row>,
  separator: ',' | '\t' = ',',
): Generator<string, void> {
  yield tableLine(
    columns.map(({ name }) => name),
    separator,
  );
  for (const row of rows)
    yield tableLine(
      columns.map(({ value }) => value(row)),
      separator,
    );
}

function written(cell: Cell, separator: string): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const text = formula.test(cell) && !plainNumber.test(cell) ? `'${cell}` : cell;
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const formula = /^(?:[\t\r]|\s*[=+\-@＝＋－＠])/;
const plainNumber = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
