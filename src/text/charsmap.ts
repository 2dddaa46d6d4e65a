import { malformed } from './definition';

/** What a charsmap puts in place of a few characters; undefined: they stay. */
export type Charsmap = (characters: string) => string | undefined;

/**
 * Reads the table that SentencePiece compiles its normalization into: the size of a trie in bytes, the trie as a double
 * array (darts-clone) of the UTF-8 of what is replaced, and the replacements, each ended by a zero byte. All numbers are
 * of 32 bits, little-endian.
 *
 * As in the original library, of several entries that the characters begin with the shortest counts, and takes the
 * place of all of them.
 * @throws TokenizerError
 */
export function readCharsmap(base64: unknown): Charsmap {
  const bytes = typeof base64 === 'string' ? Buffer.from(base64, 'base64') : Buffer.alloc(0);
  const size = bytes.length >= 4 ? bytes.readUInt32LE(0) : 0;
  if (size < 4 || size % 4 !== 0 || 4 + size > bytes.length)
    throw malformed('has a Normalizer "Precompiled" whose table of characters is missing or cut off');
  const units = Uint32Array.from({ length: size / 4 }, (_, unit) => bytes.readUInt32LE(4 + 4 * unit));
  const replacements = bytes.subarray(4 + size);
  const encoder = new TextEncoder();
  return (characters) => {
    let node = offsetOf(units[0]);
    for (const byte of encoder.encode(characters)) {
      if (byte === 0) return undefined;
      node ^= byte;
      const unit = units[node];
      if (unit === undefined || (unit & 0x800000ff) !== byte) return undefined;
      node ^= offsetOf(unit);
      if ((unit & 0x100) !== 0) {
        const from = (units[node] ?? 0) & 0x7fffffff;
        const to = replacements.indexOf(0, from);
        return replacements.toString('utf8', from, to < 0 ? replacements.length : to);
      }
    }
    return undefined;
  };
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}
