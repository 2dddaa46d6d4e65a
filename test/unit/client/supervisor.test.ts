import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { EngineState, Supervisor } from '../../../src/client/supervisor';
import { createSupervisor } from '../../../src/client/supervisor';
import type { ModelReference } from '../../../src/model/reference';

const engineFile = resolve('test/fixtures/fake-engine.cjs');
const model: ModelReference = { name: 'good', folder: '/models/good', origin: 'folder' };

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A process that stays is ended by the test's own limit: a busy machine may need seconds to start one, and to end it. */
async function gone(pid: number): Promise<void> {
  while (alive(pid)) await new Promise((done) => setTimeout(done, 20));
}

describe('the supervisor', () => {
  let supervisor: Supervisor;
  let log: string[];

  beforeEach(() => {
    log = [];
    supervisor = createSupervisor({
      engineFile,
      storage: '/storage',
      settings: () => ({ threads: 1, thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 } }),
      log: (line) => log.push(line),
    });
  });
  afterEach(() => supervisor.dispose());

  const inspect = (what: string, signal?: AbortSignal) =>
    supervisor.call(model, 'inspect', { texts: [what] }, { signal });
  const pid = async () => Number((await supervisor.open(model)).identity);

  it('starts one engine for a model, however many ask at once', async () => {
    const opened = await Promise.all([
      supervisor.open(model),
      supervisor.open(model),
      supervisor.open(model),
    ]);
    assert.equal(new Set(opened.map(({ identity }) => identity)).size, 1);
    assert.notEqual(Number(opened[0].identity), process.pid);
  });

  it('starts another engine for another model', async () => {
    const other = await supervisor.open({ ...model, folder: '/models/other' });
    assert.notEqual(Number(other.identity), await pid());
  });

  it('starts anew when the model has got another atlas', async () => {
    const before = await pid();
    await supervisor.open({ ...model, atlas: '/models/good/new.lape.safetensors' });
    await gone(before);
  });

  it('tells the states an engine goes through', async () => {
    const states: EngineState[] = [];
    supervisor.onChange((_, state) => states.push(state));
    assert.equal(supervisor.stateOf(model), 'stopped');
    await inspect('slow');
    assert.deepEqual(states, ['starting', 'ready', 'working', 'ready']);
  });

  for (const how of ['crash', 'exit']) {
    it(`answers a run whose engine ends by ${how} with one clear message, and the next run works`, async () => {
      const first = await pid();
      await assert.rejects(inspect(how), { code: 'engine-crashed', message: /Try again/ });
      assert.equal(supervisor.stateOf(model), 'failed');
      await inspect('fine');
      assert.notEqual(await pid(), first);
      assert.equal(log.filter((line) => line.includes('ended unexpectedly')).length, 1);
    });
  }

  it('logs once where a failure in the engine came from, and what was asked of it', async () => {
    await assert.rejects(inspect('fault'), { code: 'internal', message: 'A sentence.' });
    const told = log.filter((line) => line.includes('at deep (engine.js:1:2)'));
    assert.equal(told.length, 1);
    assert.match(told[0], /^engine \d+ failed to inspect: TypeError: oops/);
  });

  it('cancels a slow run at once and keeps its engine', async () => {
    const before = await pid();
    const abort = new AbortController();
    const run = inspect('slow', abort.signal);
    setTimeout(() => abort.abort(), 20);
    await assert.rejects(run, { code: 'cancelled' });
    await inspect('fine');
    assert.equal(await pid(), before);
  });

  it('ends an engine that does not come back after a cancellation', async () => {
    const before = await pid();
    const abort = new AbortController();
    const run = inspect('hang', abort.signal);
    setTimeout(() => abort.abort(), 20);
    await assert.rejects(run, { code: 'cancelled' });
    await gone(before);
    await inspect('fine');
    assert.notEqual(await pid(), before);
  });

  it('passes on why a model does not open, and tries again when asked again', async () => {
    const broken = { ...model, folder: '/models/broken' };
    await assert.rejects(supervisor.open(broken), { code: 'model-broken', message: 'broken' });
    assert.equal(supervisor.stateOf(broken), 'failed');
    await assert.rejects(supervisor.open(broken), { code: 'model-broken', message: 'broken' });
  });

  it('gives the process back when a model is unloaded', async () => {
    const running = await pid();
    supervisor.stop(model);
    await gone(running);
    assert.equal(supervisor.stateOf(model), 'stopped');
  });

  it('answers what is pending when it is disposed of', async () => {
    await pid();
    const run = inspect('slow');
    await new Promise((done) => setTimeout(done, 20));
    supervisor.dispose();
    await assert.rejects(run, { code: 'cancelled' });
  });
});

describe('an engine', () => {
  it('ends with its parent', async () => {
    // A parent in between, killed the hard way: its engine must notice that the channel is gone.
    const script = `const child = require('node:child_process').fork(${JSON.stringify(engineFile)});
      process.send(child.pid); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const child = await new Promise<number>((done) => parent.once('message', (value) => done(Number(value))));
    assert.ok(alive(child));
    parent.kill('SIGKILL');
    await gone(child);
  });
});
