import { Tensor } from './runtime';
import type { FiringNeuron, NextToken, TokenDetail } from '../protocol/engine';
import type { Inspected } from './inspect';
import type { LanguageNeurons, LoadedModel } from './loaded-model';
import type { Probe } from './probe';
import { layerActivity } from './reduce';
import { floats } from './sessions';

/** Details of one token: layers, strongest neurons, the model's most likely next tokens. */
export async function tokenDetail(
  model: LoadedModel,
  neurons: LanguageNeurons,
  probe: Probe,
  inspected: Inspected,
  token: number,
  top: number,
): Promise<TokenDetail> {
  const { sets, scale } = neurons;
  return {
    token,
    text: model.tokenizer.tokenText(inspected.ids[token]),
    layerActivity: layerActivity(inspected.activations, token, token + 1, probe, scale, sets.dMlp),
    neurons: strongest(neurons, probe, inspected, token, top),
    next: await nextTokens(model, inspected, token, top),
  };
}

function strongest(
  { sets }: LanguageNeurons,
  probe: Probe,
  { activations }: Inspected,
  token: number,
  top: number,
): FiringNeuron[] {
  const row = activations.subarray(token * probe.columns, (token + 1) * probe.columns);
  const neurons = sets.layers * sets.dMlp;
  return largest(row, top)
    .filter((column) => row[column] > 0)
    .map((column) => {
      const flat = probe.neuron[column];
      return {
        layer: Math.floor(flat / sets.dMlp),
        index: flat % sets.dMlp,
        activation: row[column],
        languages: sets.languages.flatMap((_, k) =>
          sets.probability[k * neurons + flat] > sets.bar ? [k] : [],
        ),
        probability: sets.languages.map((_, k) => sets.probability[k * neurons + flat]),
      };
    });
}

/** Final norm and head on the token's residual, then softmax. */
async function nextTokens(
  model: LoadedModel,
  { residual }: Inspected,
  token: number,
  top: number,
): Promise<NextToken[]> {
  const { dModel } = model.anatomy;
  const row = residual.slice(token * dModel, (token + 1) * dModel);
  const lens = await model.session('lens');
  const logits = floats(
    await lens.run({ residual: new Tensor('float32', row, [1, dModel]) }, ['logits']),
    'logits',
  );
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - most), 0);
  return largest(logits, top).map((id) => ({
    text: model.tokenizer.tokenText(id),
    probability: Math.exp(logits[id] - most) / sum,
  }));
}

/** Indices of the `count` largest values, largest first. One pass: vocabularies are long, `count` is small. */
function largest(values: Float32Array, count: number): number[] {
  const best: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (best.length === count && !(values[i] > values[best[count - 1]])) continue;
    let at = best.length;
    while (at > 0 && values[i] > values[best[at - 1]]) at--;
    best.splice(at, 0, i);
    if (best.length > count) best.pop();
  }
  return best;
}
