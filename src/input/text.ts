/** Why bytes are not text, as the end of a sentence with the next step: “has a NUL at byte 7. Remove it.” */
export class NotTextError extends Error {
  override readonly name = 'NotTextError';
}

/** How many bytes at the beginning are checked for other encodings. */
const looked = 4096;

/**
 * Reads successive bytes as UTF-8, without a byte order mark: the only way in for the user's texts. Invalid
 * UTF-8 is refused and never replaced, and so is NUL, which occurs in binary files and in UTF-16 but not in
 * text.
 */
export class Utf8Reader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #read = 0;

  /**
   * @returns the text so far; a character that is cut off is returned with the next bytes
   * @throws NotTextError
   */
  add(bytes: Uint8Array): string {
    if (this.#read === 0) refuseOthers(bytes.subarray(0, looked));
    const text = this.#decode(bytes);
    if (text.includes('\0'))
      throw new NotTextError(
        `has a NUL at byte ${this.#read + bytes.indexOf(0) + 1}, which no UTF-8 text has. Save it as UTF-8, or remove the NUL, e.g. with tr -d '\\0'.`,
      );
    this.#read += bytes.length;
    return text;
  }

  /**
   * To be called after the last bytes.
   *
   * @throws NotTextError for a character that is cut off
   */
  end(): void {
    this.#decode(undefined);
  }

  #decode(bytes: Uint8Array | undefined): string {
    try {
      return bytes ? this.#decoder.decode(bytes, { stream: true }) : this.#decoder.decode();
    } catch (error) {
      const at = this.#read + (bytes ? firstBad(bytes) : 0);
      throw new NotTextError(
        `is not UTF-8 (near byte ${at + 1}). Save it as UTF-8, e.g. with iconv -f latin1 -t UTF-8.`,
        { cause: error },
      );
    }
  }
}

/**
 * The same for bytes already in memory.
 *
 * @throws NotTextError
 */
export function textOf(bytes: Uint8Array): string {
  const reader = new Utf8Reader();
  const text = reader.add(bytes);
  reader.end();
  return text;
}

/** The lines of a text without their line breaks, which are LF, CRLF or CR. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n?|\n/);
}

/**
 * UTF-16 is recognised by its byte order mark or its zeros: many, or several that are all at even or all at
 * odd offsets.
 */
function refuseOthers(begin: Uint8Array): void {
  const mark = begin.length > 1 ? 256 * begin[0] + begin[1] : 0;
  const zeros = [0, 0];
  for (const [at, byte] of begin.entries()) if (byte === 0) zeros[at % 2]++;
  const all = zeros[0] + zeros[1];
  const wide = all >= 8 && (zeros[0] === 0 || zeros[1] === 0);
  const many = all >= 2 && all > 0.3 * begin.length;
  if (mark === 0xfffe || mark === 0xfeff || wide || many)
    throw new NotTextError('is not UTF-8 text (UTF-16 or binary). Save it as UTF-8.');
}

/**
 * Where bytes stop being valid UTF-8, by bisection: the first byte of the invalid character. They may begin
 * inside a character.
 */
function firstBad(bytes: Uint8Array): number {
  const start = Math.max(
    0,
    bytes.findIndex((byte) => !isContinuation(byte)),
  );
  let [good, bad] = [start, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8Until(bytes.subarray(start, middle))) good = middle;
    else bad = middle;
  }
  // The valid part may end with the beginning of an invalid character.
  let from = good;
  while (from > start && good - from < 3 && isContinuation(bytes[from - 1])) from--;
  const lead = from > start ? bytes[from - 1] : 0;
  return lead >= 0xc0 && good - from + 1 < lengthAfter(lead) ? from - 1 : good;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** Number of bytes in a character with this first byte. */
function lengthAfter(lead: number): number {
  if (lead >= 0xf0) return 4;
  return lead >= 0xe0 ? 3 : 2;
}

function isUtf8Until(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
