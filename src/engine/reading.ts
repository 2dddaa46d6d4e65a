import { setImmediate } from 'node:timers/promises';
import { Tensor } from './runtime';
import { windows } from '../text/windows';
import { plainFeeds } from './feeds';
import type { LoadedModel } from './loaded-model';
import type { Probe } from './probe';
import { floats } from './sessions';

/** Share of a window that only gives context to the tokens after it. */
const overlapShare = 0.25;

/** What the plain model does on reading tokens. */
export interface Reading {
  /** `[pos, column]` activations of the probe's neurons; empty without one. */
  activations: Float32Array;
  /** `[pos, d_model]` the residual stream entering the final norm: what predicts the token after. */
  residual: Float32Array;
  /** `[d_model]` the same at the token before the first; undefined where nothing precedes it. */
  before: Float32Array | undefined;
}

/**
 * Reads tokens with the plain model, in windows of its context.
 *
 * @param prefix tokens in front of every window, such as the beginning of text
 * @param afterWindow called with the number of tokens read so far, after every window; may throw to end the reading
 */
export async function readTokens(
  model: LoadedModel,
  probe: Probe | undefined,
  prefix: Int32Array,
  ids: Int32Array,
  afterWindow: (done: number) => void,
): Promise<Reading> {
  const { layers, dModel } = model.anatomy;
  const columns = probe?.columns ?? 0;
  const reading: Reading = {
    activations: new Float32Array(ids.length * columns),
    residual: new Float32Array(ids.length * dModel),
    before: undefined,
  };
  const session = await model.session('inspect');
  const asked = probe?.byLayer.flatMap((indices, layer) => (indices.length > 0 ? [layer] : [])) ?? [];
  const last = `residual.${layers}`;
  const fetched = [...asked.map((layer) => `activations.${layer}`), last];
  const room = model.context - prefix.length;
  for (const { from, to, keepFrom } of windows(ids.length, room, Math.floor(room * overlapShare))) {
    const row = joinIds(prefix, ids.subarray(from, to));
    const outputs = await session.run(
      {
        ...plainFeeds(model.anatomy, session.variant.inputs, { batch: 1, sequence: row.length, ids: row }),
        ...(probe?.feeds ?? noNeurons(layers)),
      },
      fetched,
    );
    // Rows of the pass that belong to tokens not yet seen in an earlier window.
    const first = prefix.length + keepFrom - from;
    const residual = floats(outputs, last);
    reading.residual.set(residual.subarray(first * dModel), keepFrom * dModel);
    if (keepFrom === 0 && first > 0) reading.before = residual.slice((first - 1) * dModel, first * dModel);
    for (const layer of asked) {
      const width = probe!.byLayer[layer].length;
      const values = floats(outputs, `activations.${layer}`);
      for (let pos = keepFrom; pos < to; pos++) {
        const source = (prefix.length + pos - from) * width;
        const target = pos * columns + probe!.firstColumn[layer];
        reading.activations.set(values.subarray(source, source + width), target);
      }
    }
    // A turn of the event loop lets a cancellation in: onnxruntime itself blocks it.
    await setImmediate();
    afterWindow(to);
  }
  return reading;
}

/** The beginning-of-text token, for models whose tokenizer puts one before every text. */
export function prefixIds({ tokenizer }: LoadedModel): Int32Array {
  return Int32Array.from(tokenizer.addsBos && tokenizer.bos !== undefined ? [tokenizer.bos] : []);
}

/** One token after the other, of both. */
export function joinIds(first: Int32Array, then: Int32Array): Int32Array {
  const whole = new Int32Array(first.length + then.length);
  whole.set(first);
  whole.set(then, first.length);
  return whole;
}

/** Inputs of the inspect variant that ask for no neuron. */
function noNeurons(layers: number): Record<string, Tensor> {
  const none = new Tensor('int64', new BigInt64Array(), [0]);
  return Object.fromEntries(Array.from({ length: layers }, (_, layer) => [`neurons.${layer}`, none]));
}
