import type { ActivityScale } from '../lape/activity';
import { scaleActivity } from '../lape/activity';
import type { Probe } from './probe';

/**
 * Share of each language's neurons that are active (> 0) at each token.
 *
 * @param activations `[pos, column]`
 * @param ofLanguage `[language]` the columns of each language's neurons
 * @returns `[pos, language]`, 0–1; 0 for a language without neurons
 */
export function shareActive(
  activations: Float32Array,
  tokens: number,
  columns: number,
  ofLanguage: readonly Uint32Array[],
): Float32Array {
  const share = new Float32Array(tokens * ofLanguage.length);
  for (let pos = 0; pos < tokens; pos++) {
    ofLanguage.forEach((list, k) => {
      let active = 0;
      for (const column of list) if (activations[pos * columns + column] > 0) active++;
      share[pos * ofLanguage.length + k] = list.length > 0 ? active / list.length : 0;
    });
  }
  return share;
}

/** `[pos, language]` activity from shares; 0 for a language without neurons. */
export function tokenActivity(share: Float32Array, { own, others }: ActivityScale): Float32Array {
  const languages = own.length;
  return share.map((value, i) => {
    const k = i % languages;
    return Number.isFinite(own[k]) ? scaleActivity(value, own[k], others[k]) : 0;
  });
}

/**
 * Mean activity per layer and language over the tokens `from`–`to`.
 *
 * @returns `[layer, language]`; NaN if the language has no neuron in the layer
 */
export function layerActivity(
  activations: Float32Array,
  from: number,
  to: number,
  probe: Probe,
  scale: ActivityScale,
  dMlp: number,
): Float32Array {
  const languages = probe.ofLanguage.length;
  const cells = scale.neuronsByLayer.length;
  const active = new Float64Array(cells);
  probe.ofLanguage.forEach((list, k) => {
    for (const column of list) {
      const cell = Math.floor(probe.neuron[column] / dMlp) * languages + k;
      for (let pos = from; pos < to; pos++) {
        if (activations[pos * probe.columns + column] > 0) active[cell]++;
      }
    }
  });
  const mean = new Float32Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    const share = active[cell] / (scale.neuronsByLayer[cell] * (to - from));
    mean[cell] = scaleActivity(share, scale.ownByLayer[cell], scale.othersByLayer[cell]);
  }
  return mean;
}
