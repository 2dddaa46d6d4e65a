import { describeLanguage } from '../../src/text/language';
import type { Scale } from './scale';

/** What a matrix of languages × languages shows. */
export interface MatrixContent {
  /** What is compared, for a screen reader and as a picture's title. */
  label: string;
  /** BCP-47 tags of rows and columns. */
  tags: readonly string[];
  /** `[row, column]`; NaN where there is nothing to show. */
  values: ArrayLike<number>;
  /** Indices of the tags in the order in which rows and columns stand; all, as they are, by default. */
  rows?: readonly number[];
  columns?: readonly number[];
  scale: Scale;
  /** A value as few characters as say it; it is printed in its cell where all fit. */
  format: (value: number) => string;
  /** What else is known of a pair, for its tooltip. */
  detail?: (row: number, column: number) => string;
  /** What rows and columns are, such as "switched off" and "measured in"; without, the matrix is symmetric. */
  axes?: { rows: string; columns: string };
  /** A diagonal that says nothing, as of a thing's likeness to itself, stays empty. */
  blankDiagonal?: boolean;
}

/** `[place]` which tag stands there. */
export function placesOf({ tags, rows, columns }: Pick<MatrixContent, 'tags' | 'rows' | 'columns'>): {
  rows: readonly number[];
  columns: readonly number[];
} {
  const all = tags.map((_, index) => index);
  return { rows: rows ?? all, columns: columns ?? all };
}

/** The value of a pair of tags; NaN on a blank diagonal. */
export function valueAt(content: MatrixContent, row: number, column: number): number {
  if (row === column && content.blankDiagonal) return NaN;
  return content.values[row * content.tags.length + column];
}

/** What is printed in a cell; a dash where there is no value, nothing on a blank diagonal. */
export function printedAt(content: MatrixContent, row: number, column: number): string {
  if (row === column && content.blankDiagonal) return '';
  const value = valueAt(content, row, column);
  return Number.isNaN(value) ? '–' : content.format(value);
}

/** A pair in words: `French, German: .12 · 6 of 50 neurons`. */
export function describePair(content: MatrixContent, row: number, column: number): string {
  const { tags, axes, detail, blankDiagonal } = content;
  const [one, other] = [row, column].map((index) => describeLanguage(tags[index]).name);
  const pair = axes ? `${one} ${axes.rows}, ${other} ${axes.columns}` : `${one}, ${other}`;
  if (row === column && blankDiagonal) return `${one} with itself`;
  const parts = [printedAt(content, row, column), detail?.(row, column)].filter(Boolean);
  return `${pair}: ${parts.join(' · ')}`;
}

/** Characters of the longest value printed in any cell. */
export function longestPrinted(content: MatrixContent): number {
  const { rows, columns } = placesOf(content);
  const printed = rows.flatMap((row) => columns.map((column) => printedAt(content, row, column).length));
  return Math.max(0, ...printed);
}
