import assert from 'node:assert/strict';
import type { Trial, TrialsRequest } from '../../../src/steering/trials';
import type { SweepRow } from '../../../src/results/sweep/data';
import { planSweep, sweepPairs, sweepSettings } from '../../../src/analyses/sweep/plan';
import { makeRuns } from '../../../src/analyses/sweep/engine/make';

const prompts = ['One', 'Two', 'Three'].map((text) => ({ language: 'en', text }));
const settings = sweepSettings({ methods: ['diffmean'], strengths: [1, 2], control: 5 });
const best = { method: 'diffmean', layers: [1, 1], strength: 1, known: false } as const;
const plan = planSweep(prompts, sweepPairs(['en'], ['en', 'fr', 'ja']), settings, {
  dModel: 8,
  best: { ...best, layers: [1, 1] },
});
const sampling = { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 };

/** An engine that answers with its prompts, and ends the sweep after some calls. */
function sweeper(rows = new Map<string, SweepRow>(), after = Infinity) {
  const calls: TrialsRequest[] = [];
  const told: number[] = [];
  const end = new AbortController();
  const run = makeRuns(
    plan,
    {
      rows,
      add: (further) => {
        for (const row of further) rows.set(row.id, row);
        return Promise.resolve();
      },
    },
    {
      trials: (request) => {
        calls.push(request);
        if (calls.length > after) end.abort();
        end.signal.throwIfAborted();
        return Promise.resolve(
          request.prompts.map((text): Trial => ({
            text: `${text}!`,
            finish: 'length',
            changedAt: 0,
            tokens: 2,
            nll: NaN,
          })),
        );
      },
      identify: (text) => ({ tag: text === 'One!' ? 'fr' : 'en', confidence: 1, unsure: false }),
      sampling,
      maxTokens: 4,
      stop: new AbortController().signal,
    },
    (done) => told.push(done),
  );
  return { rows, calls, told, run };
}

describe('running a sweep', () => {
  it('makes the prompts of one intervention together, in order', async () => {
    const { calls, rows, told, run } = sweeper();
    await run;
    // Plain once, then two strengths and their controls on two pairs.
    assert.equal(calls.length, 1 + 4 * 2);
    assert.ok(calls.every((call) => call.prompts.join() === 'One,Two,Three' && call.maxTokens === 4));
    assert.deepEqual([calls[0].intervention, calls[3].intervention?.method], [null, 'random']);
    assert.deepEqual(
      [...rows.keys()],
      plan.map(({ id }) => id),
    );
    assert.deepEqual(told, [0, 3, 6, 9, 12, 15, 18, 21, 24]);
    const row = rows.get(plan[3].id);
    assert.deepEqual([row?.text, row?.written?.tag, row?.target, row?.nll], ['One!', 'fr', 'fr', null]);
  });

  it('goes on where it was ended, and makes a torn group as a whole', async () => {
    const ended = sweeper(undefined, 3);
    await assert.rejects(ended.run, { name: 'AbortError' });
    assert.equal(ended.rows.size, 9);
    ended.rows.delete(plan[7].id);
    const { calls, rows, run } = sweeper(ended.rows);
    await run;
    assert.equal(calls.length, 9 - 2);
    assert.deepEqual(calls[0].prompts, ['One', 'Two', 'Three']);
    assert.equal(rows.size, plan.length);
  });

  it('names settings by method, strength, layers and control', () => {
    const names = sweepSettings({
      methods: ['add'],
      strengths: [0.5],
      layers: [
        [4, 4],
        [4, 6],
      ],
      control: 0,
    }).map(({ name }) => name);
    assert.deepEqual(names, [
      'add × 0.5 at 4',
      'add × 0.5 at 4, random control',
      'add × 0.5 at 4–6',
      'add × 0.5 at 4–6, random control',
    ]);
  });
});
