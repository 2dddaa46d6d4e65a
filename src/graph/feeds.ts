import { GraphError } from './error';
import { elementName, isFloat } from './elements';
import type { GraphProto, ValueInfoProto } from './onnx_pb';
import { linearAt } from './linear';
import { integer } from './values';
import type { Wiring } from './wiring';

/** A decoder's inputs by meaning. */
export interface Feeds {
  /** The batch size, if the export fixed it. */
  batch: number | undefined;
  /** Token ids, int64 [batch, sequence]. */
  ids: string;
  /** 1 for real tokens, 0 for padding: [batch, past + sequence]. */
  mask: string | undefined;
  /** Positions: [batch, sequence]. */
  positions: string | undefined;
  /** How many of the last tokens to compute logits for; 0 means all, which variants have built in. */
  logitsToKeep: string | undefined;
}

/** The key/value cache: `inputs[i]` is continued by `outputs[i]`. */
export interface Cache {
  layers: number;
  kvHeads: number;
  headDim: number;
  /** `float32` or `float16`. */
  type: string;
  /** key and value of layer 0, of layer 1, …; each [batch, kvHeads, past, headDim]. */
  inputs: string[];
  outputs: string[];
}

/**
 * Sorts the inputs by meaning.
 * @throws GraphError `unsupported`, naming the input that Babelscope cannot fill
 */
export function findFeeds(
  graph: GraphProto,
  wiring: Wiring,
): { inputs: Omit<Feeds, 'batch'>; cache: Cache | undefined } {
  const open = graph.input.filter(({ name }) => wiring.inputs.has(name));
  const past = open.filter((input) => isFloat(typeOf(input)) && dimsOf(input).length === 4);
  const named = (pattern: RegExp): string | undefined =>
    open.find((input) => !past.includes(input) && pattern.test(input.name))?.name;
  const ids = named(/^(decoder_)?input_ids$|tokens/i);
  const mask = named(/mask/i);
  const positions = named(/position/i);
  const logitsToKeep = named(/^(num_)?logits_to_keep$/);
  const known = new Set([ids, mask, positions, logitsToKeep]);
  const unknown = open.find((input) => !past.includes(input) && !known.has(input.name));
  if (unknown && isFloat(typeOf(unknown)) && /(^|[._])(past|conv|ssm)/i.test(unknown.name)) {
    throw new GraphError(
      'unsupported',
      `The model carries “${unknown.name}” from token to token, which is no cache of attention but another state, such as a convolution's. Export the model without a cache, or choose another model.`,
    );
  }
  if (ids === undefined || unknown) {
    const what = unknown ? `needs the input “${unknown.name}”` : 'takes no token ids';
    throw new GraphError(
      'unsupported',
      `The model ${what}, so it is not a plain text decoder. Choose a decoder exported for text generation.`,
    );
  }
  return { inputs: { ids, mask, positions, logitsToKeep }, cache: findCache(graph, wiring, past) };
}

/**
 * The fixed batch size; undefined if the caller chooses it.
 * @throws GraphError `unsupported` if the number of tokens is restricted
 */
export function fixedBatch(graph: GraphProto, ids: string): number | undefined {
  const [batch, sequence] = dimsOf(graph.input.find(({ name }) => name === ids)!);
  if (typeof sequence === 'number' || (typeof batch === 'number' && batch !== 1)) {
    throw new GraphError(
      'unsupported',
      `The model's input “${ids}” has the fixed shape ${batch} × ${sequence}, so it reads no other texts. Export the model with dynamic axes for batch and sequence.`,
    );
  }
  return typeof batch === 'number' ? batch : undefined;
}

function findCache(graph: GraphProto, wiring: Wiring, past: ValueInfoProto[]): Cache | undefined {
  if (past.length === 0) return undefined;
  const outputs = graph.output.filter((output) => isFloat(typeOf(output)) && dimsOf(output).length === 4);
  const [, kvHeads, , width] = dimsOf(past[0]);
  const even = past.every((input) => {
    const dims = dimsOf(input);
    return dims[1] === kvHeads && dims[3] === width;
  });
  const headDim = typeof width === 'number' ? width : headWidth(wiring, past[0].name);
  if (!even || typeof kvHeads !== 'number' || typeof headDim !== 'number' || past.length % 2 === 1) {
    throw new GraphError(
      'unsupported',
      `The cache input “${past[0].name}” is not one of equal pairs [batch, heads, past, width]. Export the model again, without a cache or with a plain one.`,
    );
  }
  const ordered = outputs.length === past.length ? outputs.map(({ name }) => name) : [];
  return {
    layers: past.length / 2,
    kvHeads,
    headDim,
    type: elementName(typeOf(past[0])),
    inputs: past.map(({ name }) => name),
    outputs: ordered,
  };
}

/**
 * Current builders leave the width of a head open in the cache. The attention that reads it, at once or behind a few
 * nodes that only arrange it, tells how many heads there are, and the projection behind it how wide they are together.
 */
function headWidth(wiring: Wiring, past: string): number | undefined {
  const tensors = [past];
  for (let next = 0; next < tensors.length && next < farthestAttention; next++) {
    for (const { node } of wiring.uses.get(tensors[next]) ?? []) {
      const reader = wiring.nodes[node];
      const heads = integer(reader, 'num_heads', 0);
      const [projection] = (wiring.uses.get(reader.output[0]) ?? []).flatMap(
        (use) => linearAt(wiring, use.node) ?? [],
      );
      if (heads > 0 && projection && projection.inWidth % heads === 0) return projection.inWidth / heads;
      if (arranging.has(reader.opType)) tensors.push(reader.output[0]);
    }
  }
  return undefined;
}

/** Operators that repeat the heads of a cache with fewer of them, in the builder's half precision. */
const arranging = new Set(['Concat', 'Unsqueeze', 'Expand', 'Reshape', 'Transpose', 'Cast']);
const farthestAttention = 32;

/** Element type of a graph input or output; 0 if it is not a tensor. */
export function typeOf(value: ValueInfoProto): number {
  return value.type?.value.case === 'tensorType' ? value.type.value.value.elemType : 0;
}

/** Shape of a graph input or output: numbers, and names where the size is the caller's choice. */
export function dimsOf(value: ValueInfoProto): (number | string)[] {
  if (value.type?.value.case !== 'tensorType') return [];
  return (value.type.value.value.shape?.dim ?? []).map(({ value: dim }) =>
    dim.case === 'dimValue' ? Number(dim.value) : (dim.value ?? '?'),
  );
}
