import { open, stat } from 'node:fs/promises';
import { otherThanFile } from '../input/kind';

/** Why a file is not read, as the end of a sentence: “is no file, but a folder”. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';

  constructor(
    reason: string,
    /** No file of this name exists. */
    readonly missing = false,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/** An open file of acceptable size. */
export interface OpenFile {
  /** In bytes, when it was opened. */
  size: number;
  /** The bytes from one offset to another; fewer if the file has been truncated meanwhile. */
  read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Opens a file to be read into memory. A device never ends, a pipe may never start, and a file of gigabytes
 * takes as much memory: none of them is opened.
 *
 * @param most bytes
 * @throws UnreadableError, and whatever `use` throws
 */
export async function withFile<T>(
  path: string,
  most: number,
  use: (file: OpenFile) => Promise<T>,
): Promise<T> {
  const other = otherThanFile(await stat(path).catch(refuse));
  if (other !== undefined) throw new UnreadableError(`is no file, but ${other}`);
  const handle = await open(path, 'r').catch(refuse);
  try {
    const { size } = await handle.stat();
    if (size > most) throw new UnreadableError(`has ${inWords(size)}, and ${inWords(most)} at most are read`);
    const read = async (from: number, to: number) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - from));
      let at = 0;
      while (at < bytes.length) {
        // No more at once than every system can read.
        const length = Math.min(bytes.length - at, 1 << 30);
        const { bytesRead } = await handle.read(bytes, at, length, from + at).catch(refuse);
        if (bytesRead === 0) break;
        at += bytesRead;
      }
      return bytes.subarray(0, at);
    };
    return await use({ size, read });
  } finally {
    await handle.close();
  }
}

/**
 * All bytes of a file.
 *
 * @param most bytes
 * @throws UnreadableError
 */
export function readWhole(path: string, most: number): Promise<Uint8Array<ArrayBuffer>> {
  return withFile(path, most, ({ size, read }) => read(0, size));
}

/** The same as UTF-8, like our own files; undefined for anything unreadable. */
export async function textAt(path: string, most: number): Promise<string | undefined> {
  const bytes = await readWhole(path, most).catch(() => undefined);
  return bytes && new TextDecoder().decode(bytes);
}

function refuse(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const missing = code === 'ENOENT' || code === 'ENOTDIR';
  throw new UnreadableError(missing ? 'is not there' : `cannot be read (${code})`, missing, { cause: error });
}

function inWords(bytes: number): string {
  return bytes < 1 << 20 ? `${Math.ceil(bytes / 1024)} KiB` : `${Math.ceil(bytes / (1 << 20))} MiB`;
}
