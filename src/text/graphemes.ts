import type { Encoding } from './encoding';

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * Only beside one of these can a grapheme cluster go on; asking the segmenter about every place would be slow. Marks,
 * joiners and halves of pairs; then letters that extend the character before them (Thai and Lao vowels, halfwidth
 * voicing marks) or join with the one after them (conjoining jamo, signs of Brahmic scripts before their consonant).
 */
const joiner =
  /[\p{M}\p{Cf}\p{Cs}\p{RI}\p{Emoji_Modifier}\u0e33\u0eb3\uff9e\uff9f\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff\u0d4e\u{111c2}\u{111c3}\u{113d1}\u{1193f}\u{11941}\u{11a3a}\u{11a84}-\u{11a89}\u{11d46}\u{11f02}\u{16d63}\u{16d67}-\u{16d6a}\r]/u;

/**
 * Widens ranges to whole grapheme clusters (UAX #29), which are what a reader takes for one character: the tokens
 * inside an emoji with joiners, a Devanagari syllable or a letter with a combining accent then share its range.
 * Ranges stay monotone; those of tokens that came from nothing stay empty.
 *
 * @param encoding `[pos]` UTF-16 ranges of `text`
 */
export function widenToGraphemes(text: string, encoding: Encoding): Encoding {
  let segments: Intl.Segments | undefined;
  const clusterAround = (place: number) => {
    if (place <= 0 || place >= text.length) return undefined;
    const around = text.slice(Math.max(0, place - 2), place + 2);
    const splitsPair = (text.codePointAt(place - 1) ?? 0) > 0xffff;
    if (!splitsPair && !joiner.test(around)) return undefined;
    segments ??= segmenter.segment(text);
    const cluster = segments.containing(place);
    return cluster && cluster.index < place ? cluster : undefined;
  };
  // Most tokens begin where the one before them ended.
  let known = { place: -1, from: -1, to: -1 };
  const widened = (place: number) => {
    if (known.place !== place) {
      const cluster = clusterAround(place);
      known = cluster
        ? { place, from: cluster.index, to: cluster.index + cluster.segment.length }
        : { place, from: place, to: place };
    }
    return known;
  };
  const start = encoding.start.slice();
  const end = encoding.end.slice();
  for (let token = 0; token < start.length; token++) {
    if (start[token] === end[token]) continue;
    start[token] = widened(start[token]).from;
    end[token] = widened(end[token]).to;
  }
  return { ids: encoding.ids, start, end };
}
