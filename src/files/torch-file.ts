import { crc32 } from 'node:zlib';
import { fromBufferPromise } from 'yauzl';
import type { PickledTensor } from './pickle';
import { isDictionary, PickleError } from './pickle';

/** Size limit in bytes: LLaMA-2-70B's counts take 18 MB, its neuron set 400 KB. */
export const largestTorchFile = 256 * 1024 * 1024;
/** Size limit in bytes: a pickle describes tensors but does not contain them. */
const largestPickle = 16 * 1024 * 1024;

/** Makes an error from a reason, which is the end of a sentence that begins with “it”. */
export type Refusal = (reason: string, cause?: unknown) => Error;

/** A file written by torch.save: a pickle, and the tensors' data. */
export interface TorchFile {
  pickle: Uint8Array;
  /** Whether it holds a dictionary rather than a list. */
  isDictionary: boolean;
  /** The storage of a tensor; undefined if the file lacks it. */
  data(tensor: PickledTensor): Uint8Array | undefined;
}

/**
 * Opens a torch.save file, without unpacking or executing anything.
 *
 * @throws what `refuse` returns for the reason
 */
export async function openTorchFile(file: Uint8Array, refuse: Refusal): Promise<TorchFile> {
  if (file.length > largestTorchFile) throw refuse('it is larger than any such file');
  const entries = await readEntries(file, refuse);
  const name = [...entries.keys()].find((each) => /^[^/]+\/data\.pkl$/.test(each));
  if (name === undefined) throw refuse('it holds no data.pkl as torch.save writes it');
  const root = name.slice(0, -'data.pkl'.length);
  const pickle = entries.get(name)!;
  if (pickle.length > largestPickle) throw refuse('it names more tensors than any model has layers');
  const order = entries.get(`${root}byteorder`);
  if (order && new TextDecoder().decode(order.subarray(0, 16)) !== 'little')
    throw refuse('its numbers are not little-endian');
  return {
    pickle,
    isDictionary: isDictionary(pickle),
    data: ({ storage }) => entries.get(`${root}data/${storage}`),
  };
}

/** Whether a file is a torch.save file with named values, as counts are published. */
export async function holdsCounts(file: Uint8Array): Promise<boolean> {
  try {
    return (await openTorchFile(file, (reason) => new PickleError(reason))).isDictionary;
  } catch {
    return false;
  }
}

/** Reads its pickle with one of the readers in `pickle.ts`. */
export function parsePickle<T>({ pickle }: TorchFile, read: (pickle: Uint8Array) => T, refuse: Refusal): T {
  try {
    return read(pickle);
  } catch (error) {
    if (error instanceof PickleError) throw refuse(error.message, error);
    throw error;
  }
}

/**
 * All entries by name. They must be stored uncompressed: torch does not compress, and so nothing can be a zip
 * bomb.
 */
async function readEntries(file: Uint8Array, refuse: Refusal): Promise<Map<string, Uint8Array>> {
  const buffer = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const entries = new Map<string, Uint8Array>();
  let refusal: Error | undefined;
  const refused = (reason: string) => (refusal = refuse(reason));
  let bytesLeft = file.length;
  try {
    const zip = await fromBufferPromise(buffer, { lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      const { fileName, compressionMethod, compressedSize, uncompressedSize } = entry;
      if (compressionMethod !== 0 || compressedSize !== uncompressedSize) throw refused('it is compressed');
      if (entries.has(fileName)) throw refused('it holds two files of one name');
      // Entries may share their bytes, so the sum is limited.
      bytesLeft -= uncompressedSize;
      if (bytesLeft < 0) throw refused('its files claim more data than it has');
      const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
      const bytes = buffer.subarray(fileDataStart, fileDataStart + uncompressedSize);
      if (bytes.length !== uncompressedSize || crc32(bytes) !== entry.crc32)
        throw refused('its bytes are damaged');
      entries.set(fileName, bytes);
    }
  } catch (error) {
    throw refusal ?? refuse('it is no zip archive as torch.save writes it, or it is cut off', error);
  }
  return entries;
}
