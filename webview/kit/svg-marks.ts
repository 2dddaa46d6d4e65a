import { hexString } from '../../src/view/colours';
import type { Palette } from './palette';

/** What every picture that a page saves is made of. */
export const margin = 14;
const sans = 'system-ui, sans-serif';

export interface DocumentFrame {
  title: string;
  width: number;
  height: number;
  palette: Pick<Palette, 'background'>;
}

/** Marks as an SVG document on the theme's background. */
export function svgDocument(
  { title, width, height, palette }: DocumentFrame,
  marks: readonly string[],
): string {
  const [w, h] = [num(width), num(height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" fill="${hexString(palette.background)}"/>`,
    ...marks,
    '</svg>',
  ].join('\n');
}

export function textMark(x: number, y: number, text: string, fill: string, size: number, extra = ''): string {
  return `<text x="${num(x)}" y="${num(y)}" font-family="${sans}" font-size="${num(size)}" fill="${fill}" ${extra}>${escapeXml(text)}</text>`;
}

/** Two decimals at most: a picture of 4,000 tokens is large enough. */
export function num(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** XML allows no control characters and no lone surrogates, not even escaped. */
export function escapeXml(text: string): string {
  return (
    text
      .replace(
        /[&<>"]/g,
        (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? '',
      )
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
  );
}
