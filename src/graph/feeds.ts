import { GraphError } from './error';
import { elementName, isFloat } from './elements';
import type { GraphProto, ValueInfoProto } from './onnx_pb';
import type { Wiring } from './wiring';

/** The inputs a decoder asks for, by what they mean. */
export interface Feeds {
  /** Rows that a forward pass must have, where the export fixed that. */
  batch: number | undefined;
  /** Token ids, int64 [batch, sequence]. */
  ids: string;
  /** 1 for real tokens, 0 for padding: [batch, past + sequence]. */
  mask: string | undefined;
  /** Positions: [batch, sequence]. */
  positions: string | undefined;
  /** How many of the last tokens to compute logits for; 0 means all, and variants have that built in. */
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
  if (ids === undefined || unknown) {
    const what = unknown ? `needs the input “${unknown.name}”` : 'takes no token ids';
    throw new GraphError(
      'unsupported',
      `The model ${what}, so it is not a plain text decoder. Choose a decoder exported for text generation.`,
    );
  }
  return { inputs: { ids, mask, positions, logitsToKeep }, cache: findCache(graph, past) };
}

/**
 * Rows that a forward pass must have; undefined where that is the caller's choice.
 * @throws GraphError `unsupported` where not any number of tokens can be read
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

function findCache(graph: GraphProto, past: ValueInfoProto[]): Cache | undefined {
  if (past.length === 0) return undefined;
  const outputs = graph.output.filter((output) => isFloat(typeOf(output)) && dimsOf(output).length === 4);
  const [, kvHeads, , headDim] = dimsOf(past[0]);
  const even = past.every((input) => {
    const dims = dimsOf(input);
    return dims[1] === kvHeads && dims[3] === headDim;
  });
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

/** Element type of a graph input or output; 0 when it is no tensor. */
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
