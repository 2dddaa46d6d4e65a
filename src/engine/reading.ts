import { setImmediate } from 'node:timers/promises';
import { Tensor } from './runtime';
import { windows } from '../text/windows';
import { plainFeeds } from './feeds';
import type { LoadedModel } from './loaded-model';
import type { Probe } from './probe';
import { floats } from './sessions';

/** Share of a window that only serves as context for the tokens after it. */
const overlapShare = 0.25;

/** The plain model's internal state while reading tokens. */
export interface Reading {
  /** `[pos, column]` activations of the probe's neurons; empty without one. */
  activations: Float32Array;
  /** `[pos, d_model]` the residual stream entering the final norm, which predicts the next token. */
  residual: Float32Array;
  /** `[d_model]` the same at the token before the first; undefined if there is none. */
  before: Float32Array | undefined;
}

/**
 * Reads tokens with the plain model, in windows of its context.
 *
 * @param prefix tokens before every window, such as beginning-of-text
 * @param afterWindow called after every window with the number of tokens read so far; may throw to stop
 * reading
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
    // Rows of the pass for tokens not read in an earlier window.
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
    // Gives the event loop a turn so a cancellation can arrive: onnxruntime itself blocks it.
    await setImmediate();
    afterWindow(to);
  }
  return reading;
}

/** The beginning-of-text token, if the model's tokenizer puts one before every text. */
export function prefixIds({ tokenizer }: LoadedModel): Int32Array {
  return Int32Array.from(tokenizer.addsBos && tokenizer.bos !== undefined ? [tokenizer.bos] : []);
}

/** The concatenation of both. */
export function joinIds(first: Int32Array, then: Int32Array): Int32Array {
  const whole = new Int32Array(first.length + then.length);
  whole.set(first);
  whole.set(then, first.length);
  return whole;
}

/** Inputs of the inspect variant that request no neuron. */
function noNeurons(layers: number): Record<string, Tensor> {
  const none = new Tensor('int64', new BigInt64Array(), [0]);
  return Object.fromEntries(Array.from({ length: layers }, (_, layer) => [`neurons.${layer}`, none]));
}
