/** What a text of JSON may hold: far more than any of our files has, and little enough for the memory. */
export interface JsonBounds {
  /** Lists and objects within each other. */
  depth: number;
  /** Everything that is a value. */
  values: number;
  /** Lists and objects. */
  containers: number;
  /** Names of objects, with repetitions. */
  members: number;
  /** The same without: each costs the engine of JavaScript a microsecond and more, and a hundred bytes. */
  names: number;
}

/** For files of results, of settings, and for the rows of a corpus. */
export const usualBounds: JsonBounds = {
  depth: 64,
  values: 8_000_000,
  containers: 1_000_000,
  members: 4_000_000,
  names: 1000,
};

/** Why a text is not read as JSON, as the end of a sentence: “is not JSON”. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

/**
 * Parses JSON that somebody else may have written. What it holds is measured before any of it is built: a few megabytes
 * of brackets would otherwise fill the memory, and deep ones end whoever walks through them.
 *
 * @throws JsonError
 */
export function parseJson(text: string, bounds: JsonBounds = usualBounds): unknown {
  // A text that is shorter than a bound cannot exceed it.
  if (text.length > Math.min(...Object.values(bounds))) expectWithin(measureJson(text, bounds), bounds);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new JsonError('is not JSON', { cause: error });
  }
}

/**
 * Measures JSON without parsing it. Where it is malformed, the numbers mean nothing. It ends at the first bound that is
 * exceeded.
 */
export function measureJson(text: string, bounds: JsonBounds = usualBounds): JsonBounds {
  const found = { depth: 0, values: 1, containers: 0, members: 0, names: 0 };
  const names = new Set<string>();
  let open = 0;
  /** Of the last string: its quotes. */
  let [from, to] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        from = at;
        to = at = endOfString(text, at);
        break;
      case 0x2c: // ,
        if (++found.values > bounds.values) return found;
        break;
      case 0x3a: // :
        found.names = names.add(text.slice(from + 1, to)).size;
        if (++found.members > bounds.members || found.names > bounds.names) return found;
        break;
      case 0x5b: // [
      case 0x7b: // {
        found.values++;
        found.depth = Math.max(found.depth, ++open);
        if (open > bounds.depth || ++found.containers > bounds.containers) return found;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        open--;
        break;
    }
  }
  return found;
}

function expectWithin(found: JsonBounds, bounds: JsonBounds): void {
  if (found.depth > bounds.depth) throw new JsonError('is nested too deeply');
  const tooMuch =
    found.values > bounds.values ||
    found.containers > bounds.containers ||
    found.members > bounds.members ||
    found.names > bounds.names;
  if (tooMuch) throw new JsonError('holds more values than any such file');
}

/** Where a string that begins at `from` ends: its closing quote, else the end of the text. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return text.length;
}
