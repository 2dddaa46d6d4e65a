import { isPairAt, originEnd, originStart } from './aligned';
import { byteCharacters } from './bytes';
import type { Pieces } from './pieces';

/** Replaces every character by the characters of its UTF-8 bytes, which all carry the character's range. */
export function toBytes(pieces: Pieces): Pieces {
  const { text, anchor } = pieces.source;
  const start = new Int32Array(3 * text.length); // a unit takes three bytes at most, a pair four
  const end = new Int32Array(3 * text.length);
  const parts: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  let length = 0;
  pieces.from.forEach((first, k) => {
    let piece = '';
    from.push(length);
    for (let unit = first; unit < pieces.to[k];) {
      const next = unit + (isPairAt(text, unit) && unit + 1 < pieces.to[k] ? 2 : 1);
      const bytes = utf8(text.codePointAt(unit) as number, next - unit);
      start.fill(originStart(pieces.source, unit, next), length, length + bytes.length);
      end.fill(originEnd(pieces.source, unit, next), length, length + bytes.length);
      piece += bytes;
      length += bytes.length;
      unit = next;
    }
    parts.push(piece);
    to.push(length);
  });
  const source = {
    text: parts.join(''),
    start: start.subarray(0, length),
    end: end.subarray(0, length),
    anchor,
  };
  return { source, from, to };
}

/** The UTF-8 bytes of a code point of one or two units in the byte-level alphabet; a lone surrogate is U+FFFD. */
function utf8(codePoint: number, units: number): string {
  if (codePoint < 0x80) return byteCharacters[codePoint];
  if (codePoint < 0x800) return byteCharacters[0xc0 | (codePoint >> 6)] + tail(codePoint);
  if (units === 2) {
    return (
      byteCharacters[0xf0 | (codePoint >> 18)] +
      tail(codePoint >> 12) +
      tail(codePoint >> 6) +
      tail(codePoint)
    );
  }
  const scalar = codePoint >= 0xd800 && codePoint <= 0xdfff ? 0xfffd : codePoint;
  return byteCharacters[0xe0 | (scalar >> 12)] + tail(scalar >> 6) + tail(scalar);
}

function tail(bits: number): string {
  return byteCharacters[0x80 | (bits & 0x3f)];
}
