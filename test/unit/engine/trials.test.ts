import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { OpenEngine } from '../../../src/engine/open-engine';
import { openEngine } from '../../../src/engine/open-engine';
import type { Supervisor } from '../../../src/client/supervisor';
import { createSupervisor } from '../../../src/client/supervisor';
import { trials as makeTrials } from '../../../src/engine/trials';
import { paperThresholds } from '../../../src/lape/thresholds';
import { bundledModel } from '../../../src/model/catalogue';
import type { Intervention } from '../../../src/steering/methods';
import type { Sampling } from '../../../src/steering/options';
import type { Trial } from '../../../src/steering/trials';

const bundled = bundledModel(resolve('.'));
const lively: Sampling = { temperature: 0.8, topK: 40, topP: 0.95, repetitionPenalty: 1.2, seed: 3 };
const prompts = ['The weather today is', 'Why', 'My sister wants to go to the old house near the river and'];
const french: Intervention = { method: 'diffmean', off: ['en'], on: ['fr'], strength: 1 };

describe('trials of a sweep', () => {
  let storage: string;
  let supervisor: Supervisor;
  let engine: OpenEngine;

  before(async () => {
    storage = await mkdtemp(join(tmpdir(), 'babelscope-'));
    supervisor = createSupervisor({
      engineFile: resolve('dist/engine.js'),
      storage,
      settings: () => ({ threads: 1, thresholds: paperThresholds }),
      log: () => undefined,
    });
    const { folder, atlas } = bundled;
    engine = await openEngine({ folder, atlas: atlas!, storage, threads: 1, thresholds: paperThresholds });
  });
  after(async () => {
    supervisor.dispose();
    await rm(storage, { recursive: true, force: true });
  });

  const trials = async (
    intervention: Intervention | null,
    texts = prompts,
    sampling = lively,
    maxTokens = 16,
  ): Promise<Trial[]> =>
    makeTrials(
      engine.model,
      await engine.steering(),
      { prompts: texts, intervention, sampling, maxTokens },
      { signal: new AbortController().signal, stop: new AbortController().signal, progress: () => undefined },
    );

  for (const intervention of [null, french])
    it(`continue prompts of different lengths together as each alone, ${intervention ? 'steered' : 'plain'}`, async () => {
      const made = await trials(intervention);
      for (const [index, prompt] of prompts.entries()) {
        const request = { prompt, intervention, sampling: lively, maxTokens: 16, stop: [], textOnly: true };
        const alone = await supervisor.call(bundled, 'generate', request);
        const { text, finish, changedAt, tokens, nll } = made[index];
        assert.deepEqual([text, finish, changedAt], [alone.text, alone.finish, alone.changedAt]);
        assert.deepEqual([alone.activity.length, alone.plainLogProbability.length], [0, 0]);
        const [score] = await supervisor.call(bundled, 'score', { texts: [{ text }] });
        assert.equal(tokens, score.tokens);
        assert.ok(Math.abs(nll - score.nll) < 1e-3, `${nll} is not ${score.nll}`);
      }
    });

  it('say of an intervention of no strength that it changed nothing, and of broken arithmetic that it is', async () => {
    const still = await trials({ ...french, strength: 0 });
    const plain = await trials(null);
    assert.deepEqual(
      still.map(({ text, changedAt }) => [text, changedAt]),
      plain.map(({ text }) => [text, -1]),
    );
    const broken = await trials({ ...french, strength: 1e38 });
    assert.deepEqual(
      broken.map(({ finish, text }) => [finish, text]),
      prompts.map(() => ['not-a-number', '']),
    );
    assert.deepEqual(
      broken.map(({ tokens }) => tokens),
      [0, 0, 0],
    );
  });

  it('refuse an empty prompt and one beyond the context as generating does', async () => {
    await assert.rejects(trials(null, ['Fine', ' ']), { code: 'prompt-empty' });
    await assert.rejects(trials(null, ['word '.repeat(600)]), { code: 'prompt-too-long' });
  });

  it('are as many as the prompts, however many', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `Number ${i} is`);
    const greedy = { ...lively, temperature: 0 };
    const made = await trials(null, many, greedy, 2);
    assert.equal(made.length, 30);
    const [last] = await trials(null, many.slice(-1), greedy, 2);
    assert.equal(made[29].text, last.text);
  });
});
