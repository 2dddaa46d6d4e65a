import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { GraphError } from './error';
import { otherThanFile } from '../input/kind';
import type { ModelProto } from './onnx_pb';
import { sortNodes } from './order';
import { Pread } from './pread';
import { nameSkipSums } from './residual';
import { readSkeleton } from './skeleton';
import { locateWeights } from './weights';
import type { Weights } from './weights';

/**
 * An ONNX model without the bytes of its weights, which stay in their files and are referenced by file and
 * offset.
 */
export interface OnnxGraph {
  /** Absolute path of the file that was read. */
  file: string;
  /**
   * Every tensor over 1 KiB is EXTERNAL, with a location relative to `weights.folder`; the sums of skip-norm
   * operators are named, since the residual stream runs through them.
   */
  model: ModelProto;
  weights: Weights;
}

/**
 * Reads an ONNX file without its weights: time and memory grow with the number of nodes and tensors, not with
 * the size of the file. External data is looked up and measured, not read.
 * @throws GraphError if the file is not an ONNX model, is damaged, or its weights are missing, short or
 * outside its folder
 */
export async function readGraph(file: string): Promise<OnnxGraph> {
  const path = resolve(file);
  try {
    const found = await stat(path);
    const other = otherThanFile(found);
    if (other !== undefined) {
      throw new GraphError(
        'unreadable',
        `The model ${path} is no file, but ${other}. Download the model again, or choose another.`,
      );
    }
    const { size } = found;
    const handle = await open(path, 'r');
    try {
      const { model, leftOut } = await readSkeleton(new Pread(handle, size));
      sortNodes(model.graph!);
      nameSkipSums(model.graph!);
      const weights = await locateWeights(path, model.graph!.initializer, leftOut);
      return { file: path, model, weights };
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof GraphError) throw cause;
    throw new GraphError('unreadable', `The model ${path} cannot be read: ${(cause as Error).message}.`, {
      cause,
    });
  }
}
