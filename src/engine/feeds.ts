import { Tensor } from './runtime';
import type { Anatomy } from '../graph/anatomy';
import type { Cache } from '../graph/feeds';
import type { VariantFile } from '../graph/variants';
import { BabelscopeError } from '../rpc/failure';

/** A batch of rows of equal length, `[batch, sequence]`, row by row. */
export interface TokenBatch {
  batch: number;
  sequence: number;
  ids: Int32Array;
}

type Input = VariantFile['inputs'][number];

/**
 * The inputs a graph declares, for a forward pass from an empty cache: ids, mask, positions, past of length
 * 0. Only what is declared is fed (onnxruntime refuses anything else); the inputs that a variant adds are
 * left to the caller.
 */
export function plainFeeds(
  { inputs: known, cache }: Pick<Anatomy, 'inputs' | 'cache'>,
  inputs: readonly Input[],
  { batch, sequence, ids }: TokenBatch,
): Record<string, Tensor> {
  const dims = [batch, sequence];
  const feeds: Record<string, Tensor> = {};
  for (const input of inputs) {
    const { name, type } = input;
    if (name === known.ids) feeds[name] = integers(type, BigInt64Array.from(ids, BigInt), dims);
    else if (name === known.mask) feeds[name] = integers(type, new BigInt64Array(ids.length).fill(1n), dims);
    else if (name === known.positions) {
      const positions = BigInt64Array.from(ids, (_, i) => BigInt(i % sequence));
      feeds[name] = integers(type, positions, dims);
    } else if (cache?.inputs.includes(name)) feeds[name] = emptyPast(cache, input, batch);
  }
  return feeds;
}

/**
 * An empty cache: `[batch, kvHeads, 0, headDim]`, with dimensions that the graph leaves open taken from here.
 *
 * @throws BabelscopeError `model-unsupported` for a cache of an unknown number type
 */
export function emptyPast({ kvHeads, headDim }: Cache, { type, shape }: Input, batch: number): Tensor {
  if (type !== 'float16' && type !== 'float32')
    throw new BabelscopeError(
      'model-unsupported',
      `The model keeps its cache as ${type}, not in float32 or float16. Export it in one of these, or choose another model.`,
    );
  const open = [batch, kvHeads, 0, headDim];
  const dims = shape.map((size, axis) => (axis > 0 && typeof size === 'number' ? size : open[axis]));
  const data = type === 'float16' ? new Uint16Array() : new Float32Array();
  return new Tensor(type as 'float32', data as Float32Array, dims);
}

function integers(type: string, data: BigInt64Array, dims: number[]): Tensor {
  return type === 'int32'
    ? new Tensor('int32', Int32Array.from(data, Number), dims)
    : new Tensor('int64', data, dims);
}
