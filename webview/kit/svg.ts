import type { Inspection } from '../../src/protocol/engine';
import type { Rgb } from '../../src/view/colours';
import { blend, hexString } from '../../src/view/colours';
import { formatCount } from '../../src/view/format';
import { describeLanguage } from '../../src/text/language';
import type { Palette } from './palette';
import type { Lead } from '../../src/view/runs';
import type { StripLayout } from './strip-layout';
import { escapeXml, margin, num, svgDocument, textMark } from './svg-marks';

export interface PictureContent {
  inspection: Inspection;
  /** Indices of the languages shown. */
  rows: readonly number[];
  /** `[language]` */
  neurons: readonly number[];
  lead: Lead;
  layout: StripLayout;
  title: string;
  /** What was computed with, e.g. the model's name. */
  caption: string;
}

export interface PictureOptions {
  width: number;
  palette: Pick<Palette, 'languages' | 'tints' | 'text' | 'background' | 'quiet'>;
}

const small = 11;
const rowHeight = 16;

/** An inspection as an SVG document: title, legend, the text as it stands on the page, the heat map, a caption. */
export function svgPicture(content: PictureContent, options: PictureOptions): string {
  const { layout, caption, title } = content;
  const { width, palette } = options;
  const legend = legendMarks(content, options, margin + 30);
  const stripTop = legend.bottom + 6;
  const mapTop = stripTop + layout.height + 18;
  const mapBottom = mapTop + content.rows.length * rowHeight;
  const height = Math.ceil(mapBottom + 36);
  const quiet = hexString(palette.quiet);
  const marks = [
    textMark(margin, margin + 12, title, hexString(palette.text), 13, 'font-weight="600"'),
    ...legend.marks,
    `<g transform="translate(0 ${num(stripTop)})">`,
    ...stripMarks(content, options),
    '</g>',
    `<g transform="translate(${num(margin)} ${num(mapTop)})">`,
    ...heatMapMarks(content, options),
    '</g>',
    textMark(margin, mapBottom + 24, caption, quiet, small),
  ];
  return svgDocument({ title, width, height, palette }, marks);
}

function legendMarks(
  { inspection, rows, neurons }: PictureContent,
  { palette, width }: PictureOptions,
  top: number,
) {
  const marks: string[] = [];
  let x = margin;
  let y = top;
  for (const language of rows) {
    const count = neurons[language] as number | undefined;
    const name = `${describeLanguage(inspection.languages[language]).name} (${inspection.languages[language]})`;
    const label = count === undefined ? name : `${name} ${formatCount(count)}`;
    const room = 26 + label.length * 6.1;
    if (x + room > width - margin && x > margin) {
      x = margin;
      y += 18;
    }
    marks.push(
      `<circle cx="${num(x + 4)}" cy="${num(y + 8)}" r="4" fill="${hexString(palette.languages[language])}"/>`,
    );
    marks.push(textMark(x + 13, y + 12, label, hexString(palette.text), small));
    x += room;
  }
  return { marks, bottom: y + 18 };
}

function stripMarks({ layout, lead }: PictureContent, { palette }: PictureOptions): string[] {
  const tint = (token: number): Rgb | undefined => {
    const language = lead.language[token];
    if (language < 0) return undefined;
    return blend(
      palette.languages[language],
      palette.background,
      palette.tints[language] * lead.strength[token],
    );
  };
  const boxes = layout.boxes.flatMap(({ token, x, y, width, height }) => {
    const colour = tint(token);
    if (!colour) return [];
    return `<rect x="${num(x)}" y="${num(y)}" width="${num(Math.max(0.5, width - 1))}" height="${num(height)}" rx="2" fill="${hexString(colour)}"/>`;
  });
  // One element per line, not per token: shaping and direction need the whole line.
  const lines = layout.lines.map(({ text, x, baseline, width, rightToLeft }) => {
    const extra = `textLength="${num(width)}" xml:space="preserve"${rightToLeft ? ' direction="rtl"' : ''}`;
    const family = `font-family="${escapeXml(layout.fontFamily)}"`;
    const start = rightToLeft ? x + width : x;
    return `<text x="${num(start)}" y="${num(baseline)}" font-size="${num(layout.fontSize)}" fill="${hexString(palette.text)}" ${family} ${extra}>${escapeXml(text)}</text>`;
  });
  return [...boxes, ...lines];
}

function heatMapMarks({ inspection, rows }: PictureContent, { palette, width }: PictureOptions): string[] {
  const tokens = inspection.text.length;
  const left = 26;
  const column = Math.min(24, (width - 2 * margin - left) / Math.max(1, tokens));
  const gap = column > 4 ? 1 : 0;
  const marks: string[] = [];
  rows.forEach((language, row) => {
    const y = row * rowHeight;
    marks.push(textMark(0, y + 11, inspection.languages[language], hexString(palette.quiet), small));
    for (let token = 0; token < tokens; token++) {
      const value = inspection.activity[token * inspection.languages.length + language];
      const strength = Math.min(1, Math.max(0, value));
      if (!(strength >= 0.01)) continue;
      const colour = hexString(blend(palette.languages[language], palette.background, strength));
      marks.push(
        `<rect x="${num(left + token * column)}" y="${num(y)}" width="${num(column - gap)}" height="${num(rowHeight - 1)}" fill="${colour}"/>`,
      );
    }
  });
  return marks;
}
