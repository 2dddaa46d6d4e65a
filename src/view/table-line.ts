/** What a table can hold: text, a number (as it is, also where it is negative), or nothing. */
export type Cell = string | number | null;

/**
 * A line of a table, for every table that is saved or copied. Cells that hold the separator, a quote or a line break are
 * quoted as in RFC 4180.
 *
 * Text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return, also
 * behind spaces or in their wide forms) gets an apostrophe before it, which spreadsheets read as “this is text”
 * (OWASP, CSV Injection). Text that is a number stays one.
 *
 * @returns with its line break
 */
export function tableLine(cells: readonly Cell[], separator: ',' | '\t' = ','): string {
  return `${cells.map((cell) => written(cell, separator)).join(separator)}\n`;
}

function written(cell: Cell, separator: string): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const text = formula.test(cell) && !plainNumber.test(cell) ? `'${cell}` : cell;
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const formula = /^(?:[\t\r]|\s*[=+\-@＝＋－＠])/;
const plainNumber = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
