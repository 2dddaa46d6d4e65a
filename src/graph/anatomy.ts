import { declaredTypes, dtypeOf } from './dtype';
import { elementName } from './elements';
import { GraphError } from './error';
import { findFeeds, fixedBatch } from './feeds';
import type { Cache, Feeds } from './feeds';
import type { OnnxGraph } from './file';
import { findHead } from './head';
import { linearAt } from './linear';
import type { Linear } from './linear';
import { findMlps } from './mlp';
import type { Family, Mlp } from './mlp';
import type { GraphProto } from './onnx_pb';
import { refuseKnown } from './refusal';
import { findResiduals } from './residual';
import { describe, wire } from './wiring';
import type { Use, Wiring } from './wiring';

/** Where everything is in a decoder's graph. Plain data: it can be sent and stored. */
export interface Anatomy {
  /** `glu`: activation(gate) · up; `mlp`: activation alone. */
  family: Family;
  /** `relu`, `silu`, `gelu`, `gelu_tanh`, `relu2`, `quick_gelu`, … */
  activation: string;
  layers: number;
  dModel: number;
  dMlp: number;
  vocabulary: number;
  /** One entry per layer, from the first. */
  blocks: Block[];
  /** Tensors of width dModel: `residuals[i]` enters block i, `residuals[layers]` the final norm. */
  residuals: string[];
  logits: string;
  /** The narrowest of the element types that it computes in: `float32`, `float16` or `bfloat16`. */
  dtype: string;
  inputs: Feeds;
  cache: Cache | undefined;
}

/** One feed-forward block. */
export interface Block {
  /** The activation [.., dMlp]; the values whose sign LAPE counts. */
  activation: string;
  /** Its only reader on the way to the down-projection, which is all that steering has to change. */
  use: Use;
  /** The down-projection's node. */
  down: number;
}

/**
 * Finds layers, activations, residual stream and head by the structure of the graph; names are not trusted.
 * @throws GraphError `unsupported` or `malformed`, naming the node
 */
export function findAnatomy(graph: OnnxGraph): Anatomy {
  try {
    return dissect(graph);
  } catch (cause) {
    // A few searches recurse, as deep as weights are wrapped or graphs nested: a handful of levels in any
    // real model.
    if (!(cause instanceof RangeError)) throw cause;
    throw new GraphError('malformed', 'The model is nested too deeply. Export the model again.', { cause });
  }
}

function dissect(graph: OnnxGraph): Anatomy {
  const proto = graph.model.graph!;
  const wiring = wire(proto);
  refuseKnown(wiring.nodes);
  const { inputs, cache } = findFeeds(proto, wiring);
  const { logits, linear } = findHead(proto, wiring);
  const mlps = findMlps(wiring, linear.inWidth);
  if (mlps.length === 0) throw withoutMlps(wiring, linear);
  checkMlps(wiring, mlps, cache);
  const residuals = findResiduals(wiring, mlps);
  return {
    family: mlps[0].family,
    activation: mlps[0].kind,
    layers: mlps.length,
    dModel: linear.inWidth,
    dMlp: mlps[0].down.inWidth,
    vocabulary: linear.outWidth,
    blocks: mlps.map(({ activation, use, down }) => ({ activation, use, down: down.node })),
    residuals,
    logits,
    dtype: narrowest(proto, wiring, [...residuals, mlps[0].activation, logits, ...(cache?.inputs ?? [])]),
    inputs: { ...inputs, batch: fixedBatch(proto, inputs.ids) },
    cache,
  };
}

/** Exporters widen a model in half precision in places, and not always at the same tensors. */
function narrowest(proto: GraphProto, wiring: Wiring, tensors: string[]): string {
  const declared = declaredTypes(proto);
  const types = new Set(tensors.map((tensor) => elementName(dtypeOf(wiring, declared, tensor))));
  return ['bfloat16', 'float16'].find((type) => types.has(type)) ?? 'float32';
}

/** Names a projection before the head, or else the widest layer that writes to the stream: what it reads is no activation. */
function withoutMlps(wiring: Wiring, { data, inWidth: dModel }: Linear): GraphError {
  const writers = wiring.nodes.flatMap((_, index) => linearAt(wiring, index) ?? []);
  const projection = writers.find(({ node }) => wiring.nodes[node].output.includes(data));
  if (projection && findMlps(wiring, projection.inWidth).length > 0) {
    return new GraphError(
      'unsupported',
      `The model's layers are ${projection.inWidth} wide but its head reads ${dModel} numbers, behind ${describe(wiring.nodes[projection.node])}. Such a head is not supported; choose a model without one.`,
    );
  }
  const [widest] = writers
    .filter(({ outWidth }) => outWidth === dModel)
    .sort((a, b) => b.inWidth - a.inWidth);
  const found = widest && `: ${describe(wiring.nodes[widest.node])} reads none`;
  return new GraphError(
    'unsupported',
    `No feed-forward layers with a visible activation of a known kind (ReLU, SiLU, GELU and their like) were found in the model${found ?? ''}. Choose a decoder with such MLP blocks.`,
  );
}

function checkMlps(wiring: Wiring, mlps: Mlp[], cache: Cache | undefined): void {
  const [first] = mlps;
  const odd = mlps.find(
    ({ family, kind, down }) =>
      family !== first.family || kind !== first.kind || down.inWidth !== first.down.inWidth,
  );
  if (odd) {
    throw new GraphError(
      'unsupported',
      `The feed-forward block at ${describe(wiring.nodes[odd.down.node])} is ${odd.family} ${odd.kind} of width ${odd.down.inWidth}, but the first one is ${first.family} ${first.kind} of width ${first.down.inWidth}. Only models with equal layers are supported.`,
    );
  }
  if (cache && cache.layers !== mlps.length) {
    throw new GraphError(
      'unsupported',
      `The model caches ${cache.layers} layers of attention but has ${mlps.length} feed-forward blocks that can be seen. Only models with one of each per layer are supported.`,
    );
  }
}
