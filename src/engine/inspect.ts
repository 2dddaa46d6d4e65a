import type { Inspection, InspectRequest } from '../protocol/engine';
import { BabelscopeError } from '../rpc/failure';
import type { CallContext } from '../rpc/rpc';
import { foreignScriptRemark } from '../text/foreign-script';
import { widenToGraphemes } from '../text/graphemes';
import type { Encoding } from '../text/tokenizer';
import type { LanguageNeurons, LoadedModel } from './loaded-model';
import type { Probe } from './probe';
import { prefixIds, readTokens } from './reading';
import { layerActivity, shareActive, tokenActivity } from './reduce';

/** Longest selection that can be inspected. */
const mostTokens = 4000;
/** A text of this many UTF-16 units always has more tokens than that; longer ones are not even tokenized. */
const mostCharacters = 200_000;

/** What is kept of an inspection for requests for a token's details. */
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
 * Runs the selected texts through the inspect variant, in windows of the model's context, and reduces the
 * language neurons' activations to activity per token and language.
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
  let offset = 0;
  for (const { ids } of encodings) {
    context.signal.throwIfAborted();
    const { activations, residual } = await readTokens(model, probe, prefixIds(model), ids, (done) => {
      context.progress({ done: offset + done, total: tokens });
      context.signal.throwIfAborted();
    });
    inspected.activations.set(activations, offset * probe.columns);
    inspected.residual.set(residual, offset * model.anatomy.dModel);
    offset += ids.length;
  }
  const { sets, scale } = neurons;
  const remark = foreignScriptRemark(request.texts.join('\n'), sets.languages);
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
      ...(remark !== undefined && { remark }),
    },
  };
}

function encodeAll(model: LoadedModel, texts: readonly string[]): Encoding[] {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  if (characters > mostCharacters) throw tooLong(`${characters.toLocaleString('en')} characters`);
  return texts.map((text) => widenToGraphemes(text, model.tokenizer.encode(text)));
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
