import { open } from 'node:fs/promises';
import { TensorProto_DataLocation as Location } from './onnx_pb';
import { Pread } from './pread';
import { readSkeleton } from './skeleton';

/**
 * The files that a graph says its weights are in, as it names them: relative to its folder if it is honest, and there
 * or not. None for a graph with its weights in itself.
 *
 * @throws GraphError `not-onnx`, `truncated`, `malformed` or `unsupported`; the system's error
 */
export async function weightLocations(file: string): Promise<string[]> {
  const handle = await open(file, 'r');
  try {
    const { model } = await readSkeleton(new Pread(handle, (await handle.stat()).size));
    const tensors = model.graph!.initializer.filter(({ dataLocation }) => dataLocation === Location.EXTERNAL);
    const entries = tensors.flatMap(({ externalData }) => externalData);
    return [...new Set(entries.filter(({ key }) => key === 'location').map(({ value }) => value))];
  } finally {
    await handle.close();
  }
}
