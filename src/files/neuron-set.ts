import { crc32 } from 'node:zlib';
import { fromBufferPromise } from 'yauzl';
import { BabelscopeError } from '../protocol/failure';
import type { PickledTensor } from './pickle';
import { PickleError, readTensorLists } from './pickle';

/** Neuron sets as published: LLaMA-2-70B's has 400 KB. */
const largestFile = 256 * 1024 * 1024;
/** Neurons of a layer are counted in ten thousands. */
const largestIndex = 2 ** 24;

/**
 * Reads a published set of language-specific neurons, the `*.neuron.pth` of LAPE's reference repository
 * (RUCAIBox/Language-Specific-Neurons): a torch zip around a pickle of `List[language][layer] -> LongTensor`.
 * Executes nothing and unpacks nothing; whatever is not exactly such a file is refused. The file does not say which
 * languages and model it is for.
 *
 * @returns `[language][layer]` indices of neurons in their layer, ascending
 * @throws BabelscopeError `neurons-broken` with the reason
 */
export async function readNeuronSet(file: Uint8Array): Promise<Uint32Array[][]> {
  if (file.length > largestFile) throw broken('it is larger than any neuron set');
  const entries = await readEntries(file);
  const [pickle, root] = findPickle(entries);
  const order = entries.get(`${root}byteorder`);
  if (order && new TextDecoder().decode(order) !== 'little')
    throw broken('its numbers are not little-endian');
  const tensors = parse(pickle);
  const layers = tensors[0]?.length ?? 0;
  if (layers === 0 || tensors.some((language) => language.length !== layers)) {
    throw broken('its languages do not all have the same layers');
  }
  // Tensors may share their data; a set whose tensors claim more than there is would only fill the memory.
  const named = tensors.flat().reduce((sum, { size }) => sum + size, 0);
  if (named * 8 > file.length) throw broken('its tensors claim more data than it has');
  return tensors.map((language) => language.map((tensor) => readIndices(entries, root, tensor)));
}

/** All entries by name. They must be stored as they are: torch does not compress, and so nothing can blow up. */
async function readEntries(file: Uint8Array): Promise<Map<string, Uint8Array>> {
  const buffer = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const entries = new Map<string, Uint8Array>();
  try {
    const zip = await fromBufferPromise(buffer, { lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      const { fileName, compressionMethod, compressedSize, uncompressedSize } = entry;
      if (compressionMethod !== 0 || compressedSize !== uncompressedSize) throw broken('it is compressed');
      if (entries.has(fileName)) throw broken('it holds two files of one name');
      const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
      const bytes = buffer.subarray(fileDataStart, fileDataStart + uncompressedSize);
      if (bytes.length !== uncompressedSize || crc32(bytes) !== entry.crc32)
        throw broken('its bytes are damaged');
      entries.set(fileName, bytes);
    }
  } catch (error) {
    if (error instanceof BabelscopeError) throw error;
    throw broken('it is no zip archive as torch.save writes it, or it is cut off', error);
  }
  return entries;
}

function findPickle(entries: Map<string, Uint8Array>): [Uint8Array, string] {
  for (const [name, bytes] of entries) {
    if (/^[^/]+\/data\.pkl$/.test(name)) return [bytes, name.slice(0, -'data.pkl'.length)];
  }
  throw broken('it holds no data.pkl as torch.save writes it');
}

function parse(pickle: Uint8Array): PickledTensor[][] {
  try {
    return readTensorLists(pickle);
  } catch (error) {
    if (error instanceof PickleError) throw broken(error.message, error);
    throw error;
  }
}

function readIndices(entries: Map<string, Uint8Array>, root: string, tensor: PickledTensor): Uint32Array {
  const { storage, storageSize, offset, size } = tensor;
  const bytes = entries.get(`${root}data/${storage}`);
  if (bytes?.length !== storageSize * 8) throw broken('a tensor in it does not fit its data');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const indices = new Uint32Array(size);
  for (let i = 0; i < size; i++) {
    const index = view.getBigInt64((offset + i) * 8, true);
    if (index < 0n || index >= largestIndex) throw broken(`it names a neuron ${index}`);
    indices[i] = Number(index);
  }
  indices.sort();
  if (indices.some((index, i) => i > 0 && index === indices[i - 1])) throw broken('it names a neuron twice');
  return indices;
}

function broken(reason: string, cause?: unknown): BabelscopeError {
  return new BabelscopeError(
    'neurons-broken',
    `This neuron set cannot be read: ${reason}. Download it again, or choose a *.neuron.pth of List[language][layer].`,
    { cause },
  );
}
