import { setImmediate } from 'node:timers/promises';
import type { Inspection, InspectRequest } from '../protocol/engine';
import { BabelscopeError } from '../protocol/failure';
import type { CallContext } from '../protocol/rpc';
import type { Encoding } from '../text/tokenizer';
import { windows } from '../text/windows';
import { plainFeeds } from './feeds';
import type { LanguageNeurons, LoadedModel } from './loaded-model';
import type { Probe } from './probe';
import { layerActivity, shareActive, tokenActivity } from './reduce';
import { floats } from './sessions';

/** Longest selection that is inspected at once. */
export const mostTokens = 4000;
/** No text of this many UTF-16 units has fewer tokens than that; longer ones are not even tokenized. */
const mostCharacters = 200_000;
/** Share of a window that only gives context to the tokens after it. */
const overlapShare = 0.25;

/** What stays behind after an inspection, until the page asks for one token's details. */
export interface Inspected {
  encodings: Encoding[];
  tokens: number;
  ids: Int32Array;
  /** `[pos, column]` activations of all language neurons. */
  activations: Float32Array;
  /** `[pos, d_model]` the residual stream entering the final norm. */
  residual: Float32Array;
}

/**
 * Runs the selected texts through the inspect variant, in windows of the model's context, and reduces what the
 * language neurons do to activity per token and language.
 *
 * @throws BabelscopeError `empty-selection`, `selection-too-long`, or `cancelled` between two windows.
 */
export async function inspect(
  model: LoadedModel,
  neurons: LanguageNeurons,
  probe: Probe,
  request: InspectRequest,
  context: CallContext,
): Promise<{ inspected: Inspected; view: Omit<Inspection, 'id' | 'milliseconds'> }> {
  if (request.texts.every((text) => text.trim() === '')) {
    throw new BabelscopeError(
      'empty-selection',
      'There is no text to inspect. Choose some, and inspect again.',
    );
  }
  const encodings = encodeAll(model, request.texts);
  const tokens = encodings.reduce((sum, { ids }) => sum + ids.length, 0);
  if (tokens > mostTokens) throw tooLong(`${tokens.toLocaleString('en')} tokens`);

  const inspected: Inspected = {
    encodings,
    tokens,
    ids: joined(
      Int32Array,
      encodings.map(({ ids }) => ids),
    ),
    activations: new Float32Array(tokens * probe.columns),
    residual: new Float32Array(tokens * model.anatomy.dModel),
  };
  let done = 0;
  for (const { ids } of encodings) {
    const offset = done;
    for (const window of windows(ids.length, usableContext(model), overlap(model))) {
      context.signal.throwIfAborted();
      await runWindow(model, probe, ids, window, offset, inspected);
      done = offset + window.to;
      context.progress({ done, total: tokens });
      // A turn of the event loop lets a cancellation in: onnxruntime itself blocks it.
      await setImmediate();
    }
  }
  const { sets, scale } = neurons;
  const share = shareActive(inspected.activations, tokens, probe.columns, probe.ofLanguage);
  return {
    inspected,
    view: {
      languages: [...sets.languages],
      layers: sets.layers,
      text: Uint16Array.from(encodings.flatMap(({ ids }, text) => Array<number>(ids.length).fill(text))),
      start: joined(
        Uint32Array,
        encodings.map(({ start }) => start),
      ),
      end: joined(
        Uint32Array,
        encodings.map(({ end }) => end),
      ),
      ids: inspected.ids,
      share,
      activity: tokenActivity(share, scale),
      layerActivity: layerActivity(inspected.activations, 0, tokens, probe, scale, sets.dMlp),
      layerNeurons: scale.neuronsByLayer,
    },
  };
}

function encodeAll(model: LoadedModel, texts: readonly string[]): Encoding[] {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  if (characters > mostCharacters) throw tooLong(`${characters.toLocaleString('en')} characters`);
  return texts.map((text) => model.tokenizer.encode(text));
}

async function runWindow(
  model: LoadedModel,
  probe: Probe,
  ids: Int32Array,
  { from, to, keepFrom }: { from: number; to: number; keepFrom: number },
  offset: number,
  into: Inspected,
): Promise<void> {
  const session = await model.session('inspect');
  const { layers, dModel } = model.anatomy;
  const prefix = prefixIds(model);
  const row = joined(Int32Array, [prefix, ids.subarray(from, to)]);
  const asked = probe.byLayer.flatMap((indices, layer) => (indices.length > 0 ? [layer] : []));
  const last = `residual.${layers}`;
  const outputs = await session.run(
    { ...plainFeeds(session.variant.inputs, { batch: 1, sequence: row.length, ids: row }), ...probe.feeds },
    [...asked.map((layer) => `activations.${layer}`), last],
  );
  // Rows of the pass that belong to tokens not yet seen in an earlier window.
  const first = prefix.length + keepFrom - from;
  into.residual.set(floats(outputs, last).subarray(first * dModel), (offset + keepFrom) * dModel);
  for (const layer of asked) {
    const width = probe.byLayer[layer].length;
    const values = floats(outputs, `activations.${layer}`);
    for (let pos = keepFrom; pos < to; pos++) {
      const source = (prefix.length + pos - from) * width;
      into.activations.set(
        values.subarray(source, source + width),
        (offset + pos) * probe.columns + probe.firstColumn[layer],
      );
    }
  }
}

/** The beginning-of-text token, for models whose tokenizer puts one before every text. */
export function prefixIds({ tokenizer }: LoadedModel): Int32Array {
  return Int32Array.from(tokenizer.addsBos && tokenizer.bos !== undefined ? [tokenizer.bos] : []);
}

function usableContext(model: LoadedModel): number {
  return model.context - prefixIds(model).length;
}

function overlap(model: LoadedModel): number {
  return Math.floor(usableContext(model) * overlapShare);
}

function tooLong(size: string): BabelscopeError {
  return new BabelscopeError(
    'selection-too-long',
    `The selection has ${size}; up to ${mostTokens.toLocaleString('en')} tokens are inspected at once. Select less.`,
  );
}

function joined<T extends Int32Array | Uint32Array>(
  type: new (length: number) => T,
  parts: readonly ArrayLike<number>[],
): T {
  const whole = new type(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
