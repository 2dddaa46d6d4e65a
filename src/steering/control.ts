import type { Random } from './random';
import type { SteeringVectors } from './vectors';
import { changeNeuron, changedNeurons, neutralVectors } from './vectors';

/**
 * The control beside a result: a meaningless intervention of equal size. In each layer, as many neurons as
 * the original changes get its changes, but other ones, drawn at random (from all if too few others are
 * left). Residual vectors become random directions of the same length, on as many coordinates.
 */
export function randomLike(original: SteeringVectors, random: Random): SteeringVectors {
  const { layers, dMlp, dModel } = original;
  const control = neutralVectors(layers, dMlp, dModel);
  for (let layer = 0; layer < layers; layer++) {
    const changed = changedNeurons(original, layer);
    const taken = new Set(changed);
    const others = Array.from({ length: dMlp }, (_, index) => index).filter((index) => !taken.has(index));
    const pool = others.length >= changed.length ? others : [...changed, ...others];
    random.choose(changed.length, pool.length).forEach((pick, i) => {
      const [scale, offset] = [original.scale[layer]![changed[i]], original.offset[layer]![changed[i]]];
      changeNeuron(control, layer, pool[pick], scale, offset);
    });
    const vector = original.residual[layer];
    if (vector) control.residual[layer] = randomDirection(vector, random);
  }
  return control;
}

function randomDirection(original: Float32Array, random: Random): Float32Array {
  const coordinates = original.reduce((count, value) => count + (value !== 0 ? 1 : 0), 0);
  const direction = new Float64Array(original.length);
  for (const d of random.choose(coordinates, original.length)) direction[d] = random.normal();
  const stretch = Math.hypot(...original) / Math.hypot(...direction);
  return Float32Array.from(direction, (value) => value * stretch);
}
