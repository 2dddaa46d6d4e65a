/**
 * A string on its way through the tokenizer which remembers, for each of its UTF-16 units, the range of the
 * document that unit came from. Both units of a surrogate pair carry the range of the pair, so that no range
 * can ever split one.
 */
export interface AlignedText {
  readonly text: string;
  /** [unit] UTF-16 start in the document; non-decreasing */
  readonly start: Int32Array;
  /** [unit] UTF-16 end (exclusive), non-decreasing; equal to start where the unit came from nothing */
  readonly end: Int32Array;
  /** where in the document the text begins: the only trace of its place when it is empty */
  readonly anchor: number;
}

/** The units [from, to) of a document, each coming from itself. */
export function alignedSection(document: string, from: number, to: number): AlignedText {
  const start = new Int32Array(to - from);
  const end = new Int32Array(to - from);
  for (let unit = from; unit < to; unit++) {
    const width = isPairAt(document, unit) && unit + 1 < to ? 2 : 1;
    start.fill(unit, unit - from, unit - from + width);
    end.fill(unit + width, unit - from, unit - from + width);
    unit += width - 1;
  }
  return { text: document.slice(from, to), start, end, anchor: from };
}

/** The units [from, to) of an aligned text, as a view. */
export function alignedSlice(source: AlignedText, from: number, to: number): AlignedText {
  if (from === 0 && to === source.text.length) return source;
  return {
    text: source.text.slice(from, to),
    start: source.start.subarray(from, to),
    end: source.end.subarray(from, to),
    anchor: originStart(source, from, from),
  };
}

/**
 * Where the range of the document begins that the units [from, to) came from. Units that came from nothing do
 * not widen a range; where all of them did, the range is the place between their neighbours (empty, unless both
 * neighbours came from one and the same character).
 */
export function originStart(source: AlignedText, from: number, to: number): number {
  const { start, end } = source;
  for (let unit = from; unit < to; unit++) if (end[unit] > start[unit]) return start[unit];
  if (from < start.length) return start[from];
  return start.length > 0 ? end[start.length - 1] : source.anchor;
}

/** Where that range ends (exclusive); see originStart. */
export function originEnd(source: AlignedText, from: number, to: number): number {
  const { start, end } = source;
  for (let unit = to - 1; unit >= from; unit--) if (end[unit] > start[unit]) return end[unit];
  const place = originStart(source, from, to);
  return from > 0 ? Math.max(place, end[from - 1]) : place;
}

/** Whether the unit is the first of a surrogate pair. */
export function isPairAt(text: string, unit: number): boolean {
  const code = text.charCodeAt(unit);
  if (code < 0xd800 || code > 0xdbff) return false;
  const next = text.charCodeAt(unit + 1);
  return next >= 0xdc00 && next <= 0xdfff;
}
