import type { StripLayout, TextLine, TokenBox } from './strip-layout';
import type { TokenStrip } from './token-strip';

/** Measures where the strip's tokens and lines are on the page, so a picture shows what the reader sees. */
export function measureStrip(strip: TokenStrip): StripLayout {
  const origin = strip.getBoundingClientRect();
  const scroll = strip.scrollTop;
  const style = getComputedStyle(strip);
  const fontSize = Number.parseFloat(style.fontSize);
  const boxes: TokenBox[] = [];
  const lines: TextLine[] = [];
  let height = 0;
  strip.measure((paragraphs, tokenOf) => {
    for (const paragraph of paragraphs) {
      const rightToLeft = getComputedStyle(paragraph).direction === 'rtl';
      for (const holder of paragraph.querySelectorAll('[data-token]')) {
        for (const box of holder.getClientRects()) {
          if (box.width < 0.5) continue;
          const y = box.top - origin.top + scroll;
          const x = box.left - origin.left;
          boxes.push({ token: tokenOf(holder), x, y, width: box.width, height: box.height });
        }
      }
      lines.push(...linesOf(paragraph, rightToLeft, origin.left, origin.top - scroll, fontSize));
      height = Math.max(height, paragraph.getBoundingClientRect().bottom - origin.top + scroll);
    }
  });
  return { boxes, lines, fontFamily: style.fontFamily, fontSize, height };
}

function linesOf(
  paragraph: Element,
  rightToLeft: boolean,
  left: number,
  top: number,
  fontSize: number,
): TextLine[] {
  const lines: TextLine[] = [];
  const range = document.createRange();
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let right = 0;
  let middle = NaN;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = (node as Text).data;
    // A text node here is a word or one white-space character, but a long word may be broken anywhere.
    for (const { segment, index } of fragments(node as Text, range)) {
      range.setStart(node, index);
      range.setEnd(node, index + segment.length);
      if (text === '\t') {
        // A picture knows no tab stops: what follows is placed on its own.
        middle = NaN;
        continue;
      }
      const box = range.getBoundingClientRect();
      if (box.height === 0 || /^[\r\n]+$/.test(text)) continue;
      const here = (box.top + box.bottom) / 2 - top;
      if (!(Math.abs(here - middle) < fontSize / 2)) {
        // 0.35 em below the middle of the box is where the common fonts have their baseline.
        const baseline = here + fontSize * 0.35;
        lines.push({ text: '', x: box.left - left, baseline, width: 0, rightToLeft });
        middle = here;
        right = -Infinity;
      }
      const line = lines[lines.length - 1];
      right = Math.max(right, box.right - left);
      line.text += segment;
      line.x = Math.min(line.x, box.left - left);
      line.width = right - line.x;
    }
  }
  return lines;
}

/** The parts of a text node that stand on one line each. */
function fragments(node: Text, range: Range): { segment: string; index: number }[] {
  range.selectNodeContents(node);
  if (range.getClientRects().length < 2) return [{ segment: node.data, index: 0 }];
  const parts: { segment: string; index: number }[] = [];
  let top = NaN;
  for (const { segment, index } of new Intl.Segmenter().segment(node.data)) {
    range.setStart(node, index);
    range.setEnd(node, index + segment.length);
    const here = range.getBoundingClientRect().top;
    if (here === top) parts[parts.length - 1].segment += segment;
    else parts.push({ segment, index });
    top = here;
  }
  return parts;
}
