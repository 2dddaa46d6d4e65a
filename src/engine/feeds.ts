import { Tensor } from 'onnxruntime-node';
import type { VariantFile } from '../graph/variants';

/** A batch of rows of equal length, `[batch, sequence]`, row by row. */
export interface TokenBatch {
  batch: number;
  sequence: number;
  ids: Int32Array;
}

type Input = VariantFile['inputs'][number];

/**
 * The inputs a graph declares, for a forward pass from an empty cache: ids, mask, positions, past of length 0.
 * Only what is declared is fed (onnxruntime refuses anything else); inputs of a variant's own are left to the caller.
 */
export function plainFeeds(
  inputs: readonly Input[],
  { batch, sequence, ids }: TokenBatch,
): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  for (const input of inputs) {
    const tensor = plainInput(input, batch, sequence, ids);
    if (tensor) feeds[input.name] = tensor;
  }
  return feeds;
}

function plainInput(input: Input, batch: number, sequence: number, ids: Int32Array): Tensor | undefined {
  const { name, type, shape } = input;
  const dims = [batch, sequence];
  if (name === 'input_ids') return integers(type, BigInt64Array.from(ids, BigInt), dims);
  if (name === 'attention_mask') return integers(type, new BigInt64Array(ids.length).fill(1n), dims);
  if (name === 'position_ids') {
    return integers(
      type,
      BigInt64Array.from(ids, (_, i) => BigInt(i % sequence)),
      dims,
    );
  }
  if (name === 'use_cache_branch') return new Tensor('bool', [false], [1]);
  if (name.startsWith('past')) return emptyPast(type, shape, batch);
  return undefined;
}

/** The batch comes first; every other named dimension of a cache is its length, which is 0. */
function emptyPast(type: string, shape: readonly (number | string)[], batch: number): Tensor {
  const dims = shape.map((size, axis) => (axis === 0 ? batch : typeof size === 'number' ? size : 0));
  const data = type === 'float16' ? new Uint16Array() : new Float32Array();
  return new Tensor(type as 'float32', data as Float32Array, dims);
}

function integers(type: string, data: BigInt64Array, dims: number[]): Tensor {
  return type === 'int32'
    ? new Tensor('int32', Int32Array.from(data, Number), dims)
    : new Tensor('int64', data, dims);
}
