import type { Counts } from '../src/lape/counts';
import { seededRandom } from '../src/lape/random';

/** Counts spread as in real models: most neurons fire seldom, and in all languages about alike. */
export function madeUpCounts(layers: number, dMlp: number, languages: number): Counts {
  const random = seededRandom(1);
  const neurons = layers * dMlp;
  const tokens = 100_000;
  const overZero = new Float64Array(languages * neurons);
  for (let neuron = 0; neuron < neurons; neuron++) {
    const usual = random() ** 3 * 0.6;
    for (let k = 0; k < languages; k++) {
      overZero[k * neurons + neuron] = Math.floor(Math.min(1, usual * (0.5 + random())) * tokens);
    }
  }
  return {
    languages: Array.from({ length: languages }, (_, k) => `l${k}`),
    layers,
    dMlp,
    overZero,
    tokens: new Float64Array(languages).fill(tokens),
  };
}
