// @ts-check
import { readFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';

/**
 * The files in a ZIP archive (a VSIX is one), from its central directory (PKWARE APPNOTE 4.3.12).
 * @param {string} path
 * @returns {Promise<{ name: string, size: number, read: () => Buffer }[]>} size: bytes when unpacked
 * @throws {Error} where the file is not a ZIP archive
 */
export async function archiveFiles(path) {
  const bytes = await readFile(path);
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0) throw new Error(`${path} is not a ZIP archive`);
  const files = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const packed = bytes.readUInt32LE(at + 20);
    const stored = bytes.readUInt16LE(at + 10) === 0;
    const header = bytes.readUInt32LE(at + 42);
    files.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      size: bytes.readUInt32LE(at + 24),
      read() {
        // The file's own header has lengths of its own (4.3.7).
        const from = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
        const content = bytes.subarray(from, from + packed);
        return stored ? content : inflateRawSync(content);
      },
    });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
}
