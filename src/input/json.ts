/** Limits for a JSON text: far above anything in our files, yet small enough for memory. */
export interface JsonBounds {
  /** Nesting of lists and objects. */
  depth: number;
  /** Number of values. */
  values: number;
  /** Lists and objects. */
  containers: number;
  /** Object member names, counting repetitions. */
  members: number;
  /** Distinct member names: each costs the JavaScript engine over a microsecond, and a hundred bytes. */
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
 * Parses untrusted JSON. Its contents are measured before anything is built: otherwise a few megabytes of
 * brackets would fill the memory, and deep nesting would overflow the stack of any code that walks it.
 *
 * @throws JsonError
 */
export function parseJson(text: string, bounds: JsonBounds = usualBounds): unknown {
  // A text shorter than every limit cannot exceed one.
  if (text.length > Math.min(...Object.values(bounds))) expectWithin(measureJson(text, bounds), bounds);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new JsonError('is not JSON', { cause: error });
  }
}

/**
 * Measures JSON without parsing it. If it is malformed, the numbers mean nothing. Stops at the first limit
 * that is exceeded.
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

/** The end of a string that begins at `from`: its closing quote, or the end of the text. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return text.length;
}
