import { createHash } from 'node:crypto';

/**
 * Checksums inside our own files, so that a flipped bit or a page lost by the disk is noticed rather than
 * used. They guard against accidents, not attackers. Files from before checksums were introduced have none.
 */
export type Verdict =
  | 'whole'
  | 'damaged'
  /** It has no checksum. */
  | 'unsealed';

export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

const seal = /,"checksum":"([^"]*)"\}$/;

/**
 * The text of a JSON object with its checksum as the last entry.
 *
 * @param json of an object that is not empty, without space at its end
 * @param context further text that the checksum covers
 */
export function sealed(json: string, context = ''): string {
  return `${json.slice(0, -1)},"checksum":"${sha256(context + json)}"}`;
}

/**
 * The same for a multi-line text that users keep: its line endings and trailing white space are not covered.
 */
export function sealedFile(json: string): string {
  return `${sealed(asSealed(json))}\n`;
}

/** The verdict on such a text, even if a version control system has converted its line endings. */
export function verdictOnText(text: string): Verdict {
  return verdictOn(asSealed(text));
}

function asSealed(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}

/** The verdict on a sealed text: `unsealed` also for text that is not JSON. */
export function verdictOn(text: string, context = ''): Verdict {
  const found = seal.exec(text);
  if (!found) return 'unsealed';
  return found[1] === sha256(`${context}${text.slice(0, found.index)}}`) ? 'whole' : 'damaged';
}

/** The placeholder in a safetensors file's metadata while its checksum is computed. */
export const noChecksum = '0'.repeat(64);
/** In a JSON header, quotes within strings are escaped, so only an entry of this name looks like this. */
const entry = '"checksum":"';

/**
 * Writes the checksum of all its bytes into a safetensors file whose metadata has `noChecksum` as `checksum`.
 */
export function sealFile(file: Uint8Array): void {
  const at = checksumIn(file);
  if (at !== undefined) Buffer.from(file.buffer, file.byteOffset).write(sha256(file), at, 'latin1');
}

/** @param header length of the JSON header, in bytes */
export function verdictOnFile(file: Uint8Array, header: number): Verdict {
  const at = checksumIn(file.subarray(0, 8 + header));
  if (at === undefined) return 'unsealed';
  const hash = createHash('sha256')
    .update(file.subarray(0, at))
    .update(noChecksum)
    .update(file.subarray(at + noChecksum.length));
  const told = Buffer.from(file.subarray(at, at + noChecksum.length)).toString('latin1');
  return told === hash.digest('hex') ? 'whole' : 'damaged';
}

/** The offset at which the value begins. */
function checksumIn(file: Uint8Array): number | undefined {
  const at = Buffer.from(file.buffer, file.byteOffset, file.byteLength).indexOf(entry, 8, 'latin1');
  return at < 0 ? undefined : at + entry.length;
}
