import type { ShownLine, ShownSetting, ShownSweep, SweepExample } from '../../../src/protocol/sweep-page';

const tags = ['en', 'fr', 'ja', 'ar'];
const settings: ShownSetting[] = [0.5, 1].flatMap((strength): ShownSetting[] => {
  const name = `diffmean × ${strength}`;
  const setting = { method: 'diffmean' as const, strength, layers: null };
  return [
    { ...setting, name, controlOf: null },
    { ...setting, name: `${name}, random control`, controlOf: name },
  ];
});

function line(setting: string | null, source: string | null, target: string | null, at: number): ShownLine {
  const n = source === null ? 144 : 12;
  const strong = setting === 'diffmean × 1' ? 0.9 : setting === 'diffmean × 0.5' ? 0.4 : 0;
  const success = Math.max(0, strong - 0.05 * (at % 5));
  const fluency = setting === null ? 1 : strong > 0.5 ? 0.55 : 0.8;
  return {
    setting,
    source,
    target,
    n,
    successes: Math.round(n * success),
    success,
    low: Math.max(0, success - 0.2),
    high: Math.min(1, success + 0.15),
    unsure: 2,
    perplexity: 1 / fluency,
    fluency,
    score: (2 * success * fluency) / (success + fluency),
    unchanged: setting === 'diffmean × 0.5' && source === 'en' && target === 'ar' ? 3 : 0,
    broken: setting === 'diffmean × 1' && source === 'en' && target === 'ar' ? 2 : 0,
  };
}

const names = [null, ...settings.map(({ name }) => name)];
const pairs = tags.flatMap((source) =>
  tags.filter((target) => target !== source).map((target): [string, string] => [source, target]),
);

/** A sweep as the host shows it: four languages, one method at two strengths, with controls. */
export const sampleSweep: ShownSweep = {
  model: 'babelscope-10l',
  date: '2026-11-25T20:00:00.000Z',
  maxTokens: 24,
  sampling: 'temperature 0.8, top-k 40',
  seed: 0,
  runs: 624,
  planned: 624,
  tags,
  settings,
  lines: [
    ...names.map((name, at) => line(name, null, null, at)),
    ...names.flatMap((name) => pairs.map(([source, target], at) => line(name, source, target, at))),
  ],
};

export const sampleExamples: SweepExample[] = [
  {
    source: 'en',
    target: 'ar',
    prompt: 'The market opens at seven and',
    plain: {
      text: ' closes at nine.',
      written: { tag: 'en', confidence: 0.99, unsure: false },
      finish: 'length',
    },
    steered: {
      text: ' يفتح <b>السوق</b> في الصباح',
      written: { tag: 'ar', confidence: 1, unsure: false },
      finish: 'length',
    },
    control: { text: ' the', written: { tag: 'nl', confidence: 0.4, unsure: true }, finish: 'end' },
  },
  {
    source: 'en',
    target: 'fr',
    prompt: 'Behind the mountains there is',
    plain: { text: '', written: null, finish: 'end' },
    steered: { text: '', written: null, finish: 'not-a-number' },
    control: null,
  },
];
