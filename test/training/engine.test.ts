import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createSupervisor } from '../../src/client/supervisor';
import type { ModelReference } from '../../src/model/reference';

/** What training/smoke.py leaves for this test: a model that the recipe has just made, and what torch makes of it. */
interface Expected {
  /** In Hugging Face layout, fp32. */
  folder: string;
  ids: number[];
  /** `[pos]` natural log of each token's probability given the begin token and those before it, by torch. */
  logProbability: number[];
}

describe('A model fresh from the training recipe', () => {
  it('opens in the engine, with its variants proven, and is as likely to it as to torch', async () => {
    const file = process.env['BABELSCOPE_SMOKE'];
    if (!file) throw new Error('BABELSCOPE_SMOKE is not set: run this with npm test -- training.');
    const { folder, ids, logProbability } = JSON.parse(await readFile(file, 'utf8')) as Expected;
    assert.ok(ids.length >= 32 && logProbability.length === ids.length, `${ids.length} tokens`);
    const storage = await mkdtemp(join(tmpdir(), 'babelscope-'));
    const supervisor = createSupervisor({
      engineFile: resolve('dist/engine.js'),
      storage,
      settings: () => ({ threads: 1, thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 } }),
      log: () => undefined,
    });
    try {
      const model: ModelReference = { name: 'smoke', folder, origin: 'folder' };
      const [score] = await supervisor.call(model, 'score', { texts: [{ text: Int32Array.from(ids) }] });
      assert.deepEqual([...score.ids], ids);
      logProbability.forEach((expected, pos) => {
        const difference = Math.abs(score.logProbability[pos] - expected);
        assert.ok(difference < 1e-4, `token ${pos}: ${score.logProbability[pos]}, torch ${expected}`);
      });
    } finally {
      supervisor.dispose();
      await rm(storage, { recursive: true, force: true });
    }
  });
});
