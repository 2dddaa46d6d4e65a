import type { Counts } from '../src/lape/counts';
import { measureActivations } from '../src/lape/measured';
import { seededRandom } from '../src/lape/random';
import { selectFrom, selectNeurons } from '../src/lape/select';
import type { Measure } from './measure';
import { quantile, timed } from './measure';

const paper = { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 };

/** Scoring: from counts to neuron sets, and again when a threshold moves. */
export async function run(): Promise<Measure[]> {
  const mistral = madeUpCounts(32, 14_336, 10);
  const llama = madeUpCounts(80, 28_672, 7);
  const score = async (counts: Counts) =>
    quantile(await timed(5, 1, async () => selectNeurons(counts, paper)), 0.5);
  const measured = measureActivations(mistral);
  // Another rate at every step: nothing of the step before can help.
  let step = 0;
  const moved = await timed(20, 2, async () => {
    step++;
    selectFrom(measured, {
      topRate: 0.01 + step / 1e4,
      filterRate: 0.95 - step / 1e3,
      activationBar: 0.9 + step / 1e3,
    });
  });
  return [
    { what: 'score Mistral-7B × 10 languages, median', value: await score(mistral), unit: 'ms', goal: 300 },
    { what: 'score LLaMA-2-70B × 7 languages, median', value: await score(llama), unit: 'ms', goal: 1500 },
    {
      what: 'select again with all three thresholds moved, Mistral-7B, median',
      value: quantile(moved, 0.5),
      unit: 'ms',
    },
    { what: '… p95', value: quantile(moved, 0.95), unit: 'ms', goal: 100 },
  ];
}

/** Counts spread as in real models: most neurons fire seldom, and in all languages about alike. */
function madeUpCounts(layers: number, dMlp: number, languages: number): Counts {
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
