import { crc32 } from 'node:zlib';
import { fromBufferPromise } from 'yauzl';
import type { PickledTensor } from './pickle';
import { isDictionary, PickleError } from './pickle';

/** Bytes: counts of LLaMA-2-70B's neurons have 18 MB, its neuron set 400 KB. */
export const largestTorchFile = 256 * 1024 * 1024;
/** Bytes: it names tensors and holds none. */
const largestPickle = 16 * 1024 * 1024;

/** What is thrown for a reason, the end of a sentence that begins with “it”. */
export type Refusal = (reason: string, cause?: unknown) => Error;

/** A file as torch.save writes it: a pickle, and the numbers of its tensors. */
export interface TorchFile {
  pickle: Uint8Array;
  /** Whether it is of names and values; else of a list. */
  isDictionary: boolean;
  /** The storage that a tensor lies in; undefined where the file lacks it. */
  data(tensor: PickledTensor): Uint8Array | undefined;
}

/**
 * Opens a file of torch.save's, without unpacking or executing anything.
 *
 * @throws what `refuse` makes of the reason
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

/** Whether a file is one of torch.save's that holds values by name, as counts are published. */
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

/** All entries by name. They must be stored as they are: torch does not compress, and so nothing can blow up. */
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
      // Entries may share their bytes, and each would be summed up.
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
