import { BabelscopeError } from '../../rpc/failure';
import type { PickledTensor } from '../../files/pickle';
import { readTensorLists } from '../../files/pickle';
import type { TorchFile } from '../../files/torch-file';
import { openTorchFile, parsePickle } from '../../files/torch-file';

/** Far above any layer's tens of thousands of neurons. */
const largestIndex = 2 ** 24;

/**
 * Reads a published set of language-specific neurons, the `*.neuron.pth` of LAPE's reference repository
 * (RUCAIBox/Language-Specific-Neurons): a torch zip around a pickle of `List[language][layer] -> LongTensor`.
 * Executes nothing and unpacks nothing; anything else is refused. The file does not say which languages and
 * model it is for.
 *
 * @returns `[language][layer]` indices of neurons in their layer, ascending
 * @throws BabelscopeError `neurons-broken` with the reason
 */
export async function readNeuronSet(file: Uint8Array): Promise<Uint32Array[][]> {
  const torch = await openTorchFile(file, broken);
  if (torch.isDictionary) throw broken('it holds counts or other values by name, not neurons');
  const tensors = parsePickle(torch, readTensorLists, broken);
  const layers = tensors[0]?.length ?? 0;
  if (layers === 0 || tensors.some((language) => language.length !== layers)) {
    throw broken('its languages do not all have the same layers');
  }
  // Tensors may share their data; a set that claims more than the file holds would only exhaust memory.
  const named = tensors.flat().reduce((sum, { size }) => sum + size, 0);
  if (named * 8 > file.length) throw broken('its tensors claim more data than it has');
  return tensors.map((language) => language.map((tensor) => readIndices(torch, tensor)));
}

function readIndices(torch: TorchFile, tensor: PickledTensor): Uint32Array {
  const { storageSize, offset, size } = tensor;
  const bytes = torch.data(tensor);
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
