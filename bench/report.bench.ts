import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { encodeAtlas } from '../src/files/atlas';
import { startAnalyst } from '../src/app/report/analyst';
import type { NeuronQuery, ReportSettings } from '../src/protocol/report-page';
import { madeUpCounts } from './made-up-counts';
import type { Measure } from './measure';
import { quantile, timed } from './measure';

const [layers, dMlp, languages] = [32, 14_336, 10];

/** The report of an atlas of Mistral-7B's size, from request to result as the extension host sees it. */
export async function run(): Promise<Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'babelscope-bench-'));
  const analyst = startAnalyst(resolve('.'), console.warn);
  try {
    const path = join(folder, 'made-up.lape.safetensors');
    await writeFile(path, madeUpAtlas());
    const source = { name: 'made-up.lape.safetensors', path };
    const opened = await timed(1, 0, () => analyst.call('open', source));
    // Another rate at every step: nothing of the step before can help.
    let step = 0;
    const next = (): ReportSettings => {
      step++;
      const rates = { filterRate: 0.95 - step / 1e3, activationBar: 0.9 + step / 1e3 };
      return { method: 'lape', topRate: 0.01 + step / 1e4, ...rates };
    };
    const steps = await timed(30, 3, () => analyst.call('select', next()));
    const settings = next();
    const query: NeuronQuery = {
      ...{ settings, scope: 'all', language: -1, layer: -1, text: '', sort: 'entropy' },
      ...{ descending: false, from: 0, count: 75 },
    };
    const sorting = await timed(5, 1, () =>
      analyst.call('neurons', { ...query, sort: `p:${String(step++ % languages) as `${number}`}` }),
    );
    let from = 0;
    const scrolling = await timed(30, 3, () => analyst.call('neurons', { ...query, from: (from += 1000) }));
    return [
      { what: 'open an atlas of Mistral-7B’s size in 10 languages', value: opened[0], unit: 'ms' },
      { what: 'a step of a slider, request to result, median', value: quantile(steps, 0.5), unit: 'ms' },
      { what: '… p95', value: quantile(steps, 0.95), unit: 'ms', goal: 100 },
      {
        what: 'sort all 458,752 neurons by another column, median',
        value: quantile(sorting, 0.5),
        unit: 'ms',
      },
      { what: 'a window of the table while scrolling, p95', value: quantile(scrolling, 0.95), unit: 'ms' },
    ];
  } finally {
    analyst.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

function madeUpAtlas(): Uint8Array {
  const counts = madeUpCounts(layers, dMlp, languages);
  return encodeAtlas({
    ...counts,
    dModel: 1,
    activationSum: counts.overZero.map((count) => count * 0.7),
    residualSum: new Float64Array(languages * (layers + 1)),
    about: {
      model: 'made-up',
      modelName: 'made-up',
      corpora: [],
      settings: { tokensPerLanguage: 100_000, rowLength: 512 },
      versions: {},
      date: '2026-11-25T00:00:00.000Z',
    },
  });
}
