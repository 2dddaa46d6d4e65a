import { readFile, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createSupervisor } from '../../src/client/supervisor';
import type { ModelReference } from '../../src/model/reference';
import { seeded } from '../damage';
import type { Tally } from './workshop';
import { inWorkshop, tally } from './workshop';

export const full = 100;

/** Engines and hosts that are killed without warning, at any moment of a run. */
export function run(times: number): Promise<Tally[]> {
  return inWorkshop(async ({ folder, count, numbers }) => {
    const random = seeded(times);
    const engines = tally('engine killed amid a call: the next one answers as ever');
    const model: ModelReference = {
      name: 'tiny',
      folder: join(folder, 'model'),
      atlas: undefined,
      origin: 'folder',
    };
    const supervisor = createSupervisor({
      engineFile: resolve('dist/engine.js'),
      storage: join(folder, 'storage'),
      settings: () => ({ threads: 1, thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 } }),
      log: () => undefined,
    });
    const score = async () => {
      const [{ nll, tokens }] = await supervisor.call(model, 'score', {
        texts: [{ text: 'The rain stopped' }],
      });
      return `${nll} ${tokens}`;
    };
    try {
      const expected = await score();
      for (let turn = 0; turn < times; turn++) {
        const under = score().catch(() => 'killed');
        await setTimeout(random(30));
        const noticed = new Promise<void>((done) => {
          const off = supervisor.onChange((_, state) => {
            if (state !== 'failed') return;
            off();
            done();
          });
        });
        for (const child of await engineProcesses()) process.kill(child, 'SIGKILL');
        await Promise.all([under, noticed]);
        engines.judge((await score().catch(String)) === expected, `turn ${turn}`);
      }
    } finally {
      supervisor.dispose();
    }

    const runs = tally('run killed and resumed until it is done: the same atlas, nothing left behind');
    const first = await count('whole.safetensors');
    const whole = await numbers('whole.safetensors');
    for (let turn = 0; turn < Math.ceil(0.6 * times); turn++) {
      const killed = await count('made.safetensors', {
        after: 200 + random(Math.ceil(1000 * first.seconds)),
      });
      const resumed = killed.code === 0 ? killed : await count('made.safetensors');
      const same = resumed.code === 0 && (await numbers('made.safetensors')) === whole;
      const left = (await readdir(folder)).filter((name) => /\.(partial|lock|tmp|old)$/.test(name));
      // What a kill left half written stays beside; it is never read.
      runs.judge(
        same && left.every((name) => name.endsWith('.tmp')),
        `turn ${turn}: ${resumed.err} ${left.join()}`,
      );
      for (const name of left) await rm(join(folder, name));
      await rm(join(folder, 'made.safetensors'), { force: true });
    }
    return [engines, runs];
  });
}

/** Of this process, which has no other children. (Linux) */
async function engineProcesses(): Promise<number[]> {
  const list = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8').catch(() => '');
  return list.split(' ').filter(Boolean).map(Number);
}
