import { describeLanguage } from '../../src/text/language';
import { hexString } from '../../src/view/colours';
import type { MatrixContent } from './matrix-content';
import { longestPrinted, placesOf, printedAt, valueAt } from './matrix-content';
import type { Palette } from './palette';
import { tintAt } from './scale';
import { margin, num, svgDocument, textMark } from './svg-marks';

const size = 11;
const letter = 6.4;
const rowHeight = 22;

/**
 * A matrix as an SVG document with its title and a caption, every value printed.
 *
 * @param caption what was computed with, e.g. the model's name
 */
export function matrixPicture(content: MatrixContent, caption: string, palette: Palette): string {
  const { marks, width, height } = matrixMarks(content, palette);
  const quiet = hexString(palette.quiet);
  const whole = Math.max(width + 2 * margin, 320);
  return svgDocument({ title: content.label, width: whole, height: height + 92, palette }, [
    textMark(margin, margin + 12, content.label, hexString(palette.text), 13, 'font-weight="600"'),
    `<g transform="translate(${margin} 46)">`,
    ...marks,
    '</g>',
    textMark(margin, height + 74, caption, quiet, size),
  ]);
}

/** The matrix alone, from 0, 0, for a picture that holds more. */
export function matrixMarks(
  content: MatrixContent,
  palette: Palette,
): { marks: string[]; width: number; height: number } {
  const { tags, axes } = content;
  const { rows, columns } = placesOf(content);
  const names = tags.map((tag) => describeLanguage(tag).name);
  const left = Math.max(...names.map((name, k) => (name.length + tags[k].length + 2) * letter), 40);
  const longest = Math.max(longestPrinted(content), ...tags.map((tag) => tag.length));
  const cell = Math.max(26, longest * letter + 8);
  const [text, quiet] = [hexString(palette.text), hexString(palette.quiet)];
  const top = axes ? 34 : 18;
  const marks: string[] = [];
  if (axes) {
    marks.push(textMark(0, 28, axes.rows, quiet, size));
    marks.push(textMark(left, 10, axes.columns, quiet, size));
  }
  columns.forEach((k, at) =>
    marks.push(textMark(left + (at + 0.5) * cell, top - 6, tags[k], quiet, size, 'text-anchor="middle"')),
  );
  rows.forEach((k, at) =>
    marks.push(textMark(0, top + at * rowHeight + 15, `${names[k]} (${tags[k]})`, text, size)),
  );
  rows.forEach((row, r) =>
    columns.forEach((column, c) => {
      const [x, y] = [left + c * cell, top + r * rowHeight];
      const fill = tintAt(content.scale, valueAt(content, row, column), palette);
      const edge = row === column ? ` stroke="${quiet}"` : '';
      marks.push(
        `<rect x="${num(x + 0.5)}" y="${num(y + 0.5)}" width="${num(cell - 1)}" height="${rowHeight - 1}" fill="${hexString(fill)}"${edge}/>`,
        textMark(x + cell / 2, y + 15, printedAt(content, row, column), text, size, 'text-anchor="middle"'),
      );
    }),
  );
  return { marks, width: left + columns.length * cell, height: top + rows.length * rowHeight };
}
