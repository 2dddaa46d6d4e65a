/**
 * The line of the so-manieth document, from 1, in a file that has one a line: lines of nothing but white space are none.
 *
 * @returns the last line where there are fewer
 */
export function documentLine(lines: number, isEmpty: (line: number) => boolean, document: number): number {
  let seen = 0;
  for (let line = 0; line < lines; line++) {
    if (!isEmpty(line)) seen++;
    if (seen === document) return line;
  }
  return Math.max(0, lines - 1);
}
