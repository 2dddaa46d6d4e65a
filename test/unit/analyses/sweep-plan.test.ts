import assert from 'node:assert/strict';
import { planSweep } from '../../../src/analyses/sweep/plan';
import type { SweepRow, SweepSetting } from '../../../src/results/sweep/data';
import { reportSweep } from '../../../src/results/sweep/report';
import { sweepTable } from '../../../src/results/sweep/export';

const prompts = [
  { language: 'en', text: 'One' },
  { language: 'en', text: 'Two' },
  { language: 'fr', text: 'Un' },
  { language: 'de', text: 'Eins' },
];
const setting: SweepSetting = {
  name: 'diffmean × 2',
  method: 'diffmean',
  strength: 2,
};
const control: SweepSetting = { ...setting, name: 'diffmean × 2, random control', control: 7 };
const options = {
  dModel: 8,
  best: { method: 'diffmean', layers: [1, 1], strength: 1, known: false },
} as const;
const plan = planSweep(
  prompts,
  [
    ['en', 'fr'],
    ['fr', 'en'],
    ['en', 'ja'],
  ],
  [setting, control],
  {
    ...options,
    best: { ...options.best, layers: [1, 1] },
  },
);

describe('a sweep', () => {
  it('continues every prompt of a source plainly, then every setting on every pair', () => {
    const plain = plan.filter((run) => run.setting === undefined);
    assert.deepEqual(
      plain.map(({ prompt, intervention }) => [prompt.text, intervention]),
      [
        ['One', null],
        ['Two', null],
        ['Un', null],
      ],
    );
    const steered = plan.filter((run) => run.setting === 'diffmean × 2');
    assert.deepEqual(
      steered.map(({ prompt, target }) => `${prompt.text} → ${target}`),
      ['One → fr', 'Two → fr', 'Un → en', 'One → ja', 'Two → ja'],
    );
    assert.equal(plan.length, 3 + 2 * 5);
  });

  it('leaves the prompt’s language, and controls with a random intervention of equal size', () => {
    const like = { method: 'diffmean', off: ['fr'], on: ['en'], strength: 2 };
    const [run, random] = plan.filter(({ prompt }) => prompt.text === 'Un').slice(1);
    assert.deepEqual(run.intervention, like);
    assert.deepEqual(random.intervention, { method: 'random', like, seed: 7 });
  });

  it('names every run differently, and the same each time', () => {
    assert.equal(new Set(plan.map(({ id }) => id)).size, plan.length);
    assert.equal(plan[3].id, 'diffmean × 2 | en-fr | One');
  });
});

describe('the report of a sweep', () => {
  const row = (changes: Partial<SweepRow>): SweepRow => ({
    id: '',
    setting: 'a',
    source: 'en',
    target: 'fr',
    prompt: 'One',
    text: '',
    written: { tag: 'fr', confidence: 1, unsure: false },
    tokens: 10,
    nll: 3,
    finish: 'length',
    changedAt: 0,
    ...changes,
  });
  const rows = [
    row({ setting: null, target: null, nll: 2, changedAt: null }),
    row({ setting: null, target: null, prompt: 'Two', nll: 3, changedAt: null }),
    row({}),
    row({ prompt: 'Two', written: { tag: 'en', confidence: 1, unsure: true }, nll: 4 }),
    row({ target: 'ja', written: null, tokens: 0, nll: null, changedAt: -1, finish: 'not-a-number' }),
  ];

  it('scores a setting over all pairs first, then on each, against the plain continuation of the same prompt', () => {
    const [plain, all, , , french, japanese, ...rest] = reportSweep(rows);
    assert.equal(rest.length, 0);
    assert.deepEqual([plain.setting, plain.score.success.trials], [null, 4]);
    assert.deepEqual([all.source, all.score.success.successes, all.score.success.trials], [null, 1, 3]);
    assert.deepEqual([french.target, french.score.success.trials, french.unchanged], ['fr', 2, 0]);
    // Both are a nat a token less likely: e times the perplexity.
    assert.ok(Math.abs(french.score.relativePerplexity - Math.E) < 1e-9);
    assert.deepEqual([all.broken, french.broken, japanese.broken], [1, 0, 1]);
    assert.deepEqual([japanese.target, japanese.unchanged, japanese.score.success.rate], ['ja', 1, 0]);
  });

  it('is a table with intervals, and empty cells for what is no number', () => {
    const [head, plain, all, , , french, japanese] = sweepTable(reportSweep(rows)).split('\n');
    assert.match(plain, /^plain,,,4,0\.5,/);
    assert.match(head, /^setting,source,target,n,success,success_low,success_high/);
    assert.match(all, /^a,,,3,0\.3333,0\.06/);
    assert.match(french, /^a,en,fr,2,0\.5,/);
    assert.match(japanese, /^a,en,ja,1,0,0,0\.79\d*,1,,,,1,1$/);
  });
});
