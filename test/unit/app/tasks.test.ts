import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwritable } from '../../../src/files/atomic';
import { type Outcome, RunFlow, type RunFlowOptions, type RunPlan } from '../../../src/app/tasks/flow';
import { percentOf, readRecord, type RunRecord } from '../../../src/app/tasks/record';
import { isUnderWay, RunStore } from '../../../src/app/tasks/store';
import type { ModelReference } from '../../../src/model/reference';
import type { CountRequest } from '../../../src/analyses/count/declaration';
import { BabelscopeError } from '../../../src/rpc/failure';
import type { CallOptions } from '../../../src/rpc/rpc';

/** A count that the test answers; asked to stop it ends as the real one does, once what is done has been kept. */
interface HeldCount {
  model: ModelReference;
  method: string;
  request: CountRequest;
  tell(done: number, total: number): void;
  answer(resumed?: number): void;
  fail(error: Error): void;
}

/** A process that never is: above what any system gives out. */
const nobody = 2 ** 30;

describe('Long runs', () => {
  let folder: string;
  let store: RunStore;
  let plan: RunPlan;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'babelscope-runs-'));
    store = new RunStore(join(folder, 'runs'));
    plan = {
      model: {
        name: 'tiny',
        folder: '/models/tiny',
        origin: 'folder',
        atlas: '/models/tiny/old.lape.safetensors',
      },
      texts: 'texts',
      asked: {
        method: 'count',
        request: {
          corpora: [
            { language: 'en', files: ['/texts/en.txt'] },
            { language: 'fr', files: ['/texts/fr.txt'] },
          ],
          tokensPerLanguage: 1000,
          ...{ seed: 0, dropForeign: false },
          file: join(folder, 'texts.lape.safetensors'),
        },
      },
    };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function start() {
    const calls: HeldCount[] = [];
    const stopped: string[] = [];
    const log: string[] = [];
    const engine = {
      call: (model: ModelReference, method: string, request: CountRequest, options: CallOptions = {}) =>
        new Promise((resolve, reject) => {
          options.stop?.addEventListener('abort', () =>
            reject(new BabelscopeError('cancelled', 'Cancelled.')),
          );
          calls.push({
            ...{ model, method, request },
            tell: (done, total) => options.onProgress?.({ done, total, note: 'en' }),
            answer: (resumed = 0) =>
              resolve({
                tokens: [1000, 1000],
                seconds: 1,
                resumed,
                warnings: ['short'],
              }),
            fail: reject,
          });
        }),
      stop: (model: ModelReference) => stopped.push(model.folder),
    } as unknown as RunFlowOptions['engine'];
    const flow = new RunFlow({
      engine,
      store,
      changed: () => undefined,
      log: (line) => log.push(line),
      noteEvery: 20,
    });
    return { flow, calls, stopped, log };
  }

  async function called({ calls }: ReturnType<typeof start>): Promise<HeldCount> {
    for (const patience = Date.now() + 10_000; calls.length === 0 && Date.now() < patience;)
      await new Promise((resolve) => setImmediate(resolve));
    return calls.shift() ?? assert.fail('the engine was not called');
  }

  const interrupted = (more: Partial<RunRecord> = {}): RunRecord => ({
    ...plan,
    ...{
      id: 'run',
      done: 420,
      total: 1000,
      state: 'running',
      owner: nobody,
      beat: Date.now(),
      offered: false,
    },
    ...more,
  });

  it('count without the old atlas, are kept while they go on, and leave nothing behind but their result', async () => {
    const run = start();
    const outcome = run.flow.start(plan);
    const call = await called(run);
    assert.equal(call.method, 'count');
    assert.equal(call.model.atlas, undefined);
    assert.deepEqual(call.request, plan.asked.request);
    call.tell(500, 2000);
    const [active] = run.flow.active;
    assert.equal(percentOf(active.record), 25);
    assert.equal(active.note, 'en');
    assert.equal((await store.all()).length, 1);
    assert.deepEqual(await run.flow.unfinished(), [], 'it goes on');
    call.answer();
    assert.deepEqual(await outcome, {
      ended: 'done',
      file: plan.asked.request.file,
      warnings: ['short'],
    } satisfies Outcome);
    assert.deepEqual(await store.all(), []);
    assert.deepEqual(run.flow.active, []);
    assert.deepEqual(run.stopped, ['/models/tiny'], 'the memory is given back');
  });

  it('are paused, and go on in another window with the same request', async () => {
    const run = start();
    const outcome = run.flow.start(plan);
    const call = await called(run);
    call.tell(420, 1000);
    await run.flow.pause(plan);
    assert.deepEqual(await outcome, { ended: 'paused', kept: 'Cancelled.' });

    const other = start();
    const [record] = await other.flow.unfinished();
    assert.equal(record.state, 'paused');
    assert.equal(percentOf(record), 42);
    assert.deepEqual(await other.flow.unoffered(), [], 'who paused it knows of it');
    const again = other.flow.resume(record);
    const second = await called(other);
    assert.deepEqual(second.request, call.request);
    second.answer(420);
    const done = await again;
    assert.deepEqual(done.ended === 'done' && done.warnings, ['short']);
  });

  it('note how far they are, and that they go on, while nothing is told', async () => {
    const run = start();
    const outcome = run.flow.start(plan);
    const call = await called(run);
    call.tell(420, 1000);
    const noted = async () => (await store.all())[0];
    for (const end = Date.now() + 10_000; (await noted()).done !== 420 && Date.now() < end;);
    const { done, beat } = await noted();
    assert.equal(done, 420);
    for (const end = Date.now() + 10_000; (await noted()).beat === beat && Date.now() < end;);
    assert.ok((await noted()).beat > beat);
    call.answer();
    await outcome;
    assert.deepEqual(await store.all(), []);
  });

  it('say that they began anew where what they had counted no longer holds', async () => {
    const run = start();
    const outcome = run.flow.resume(interrupted());
    (await called(run)).answer(0);
    const done = await outcome;
    assert.match(done.ended === 'done' ? done.warnings[0] : '', /began anew/);
  });

  it('are one at a time for a model, in this window and in others', async () => {
    const run = start();
    const outcome = run.flow.start(plan);
    const call = await called(run);
    const refusal = { code: 'run-under-way', message: /already under way/ };
    await assert.rejects(run.flow.start(plan), refusal);
    await assert.rejects(start().flow.start(plan), refusal, 'another window');
    assert.equal(run.flow.active.length, 1, 'the run goes on');
    const other = start();
    const elsewhere = other.flow.start({ ...plan, model: { ...plan.model, folder: '/models/other' } });
    (await called(other)).answer();
    assert.equal((await elsewhere).ended, 'done', 'another model');
    call.answer();
    assert.equal((await outcome).ended, 'done');
  });

  it('that fail say why, keep what is done, and can go on', async () => {
    const run = start();
    const outcome = run.flow.start(plan);
    const call = await called(run);
    call.tell(10, 1000);
    const failure = new BabelscopeError('engine-crashed', 'The model’s process ended unexpectedly.');
    call.fail(failure);
    assert.deepEqual(await outcome, {
      ended: 'failed',
      failure: { code: 'engine-crashed', message: failure.message },
    });
    const [record] = await run.flow.unfinished();
    assert.equal(record.failure, failure.message);
    const again = run.flow.resume(record);
    (await called(run)).answer(10);
    assert.equal((await again).ended, 'done');
    assert.deepEqual(await run.flow.unfinished(), []);
  });

  it('that a full disk ends say so, and go on once there is room', async () => {
    let full = false;
    const keep = store.keep.bind(store);
    store.keep = (record) => {
      if (!full) return keep(record);
      return Promise.reject(unwritable(folder, Object.assign(new Error('no room'), { code: 'ENOSPC' })));
    };
    const run = start();
    const outcome = run.flow.start(plan);
    const call = await called(run);
    call.tell(420, 1000);
    full = true;
    call.fail(unwritable(folder, Object.assign(new Error('no room'), { code: 'ENOSPC' })));
    const ended = await outcome;
    assert.match(ended.ended === 'failed' ? ended.failure.message : '', /disk is full; free some space/);
    const [record] = await run.flow.unfinished();
    assert.deepEqual([record.state, record.done], ['failed', 420]);
    await assert.rejects(run.flow.resume(record), { code: 'storage-unwritable' }, 'still full');
    assert.equal((await run.flow.unfinished()).length, 1, 'not lost by trying');

    full = false;
    const again = run.flow.resume(record);
    const second = await called(run);
    assert.deepEqual(await run.flow.unfinished(), [], 'it goes on');
    second.answer(420);
    assert.deepEqual(await again.then((done) => done.ended === 'done' && done.warnings), ['short']);
    assert.deepEqual(await store.all(), []);
  });

  it('that are discarded leave no record and nothing half counted', async () => {
    const run = start();
    const outcome = run.flow.start(plan);
    await called(run);
    const partial = join(folder, 'texts.lape.safetensors.partial');
    await writeFile(partial, 'counts');
    await run.flow.discard(run.flow.active[0].record);
    assert.deepEqual(await outcome, { ended: 'discarded' });
    assert.equal(existsSync(partial), false);
    assert.deepEqual(await store.all(), []);

    await store.keep(interrupted());
    await writeFile(partial, 'counts');
    await run.flow.discard(interrupted());
    assert.equal(existsSync(partial), false);
    assert.deepEqual(await store.all(), []);
  });

  it('that a window took along are offered once', async () => {
    await store.keep(interrupted());
    const { flow } = start();
    assert.deepEqual(
      (await flow.unoffered()).map(({ id }) => id),
      ['run'],
    );
    assert.deepEqual(await flow.unoffered(), []);
    assert.deepEqual(await start().flow.unoffered(), []);
    assert.equal((await flow.unfinished()).length, 1, 'it can still be resumed');
  });

  it('cannot begin where they cannot be kept, and say so', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    store = new RunStore(join(file, 'runs'));
    await assert.rejects(start().flow.start(plan), { code: 'storage-unwritable' });
  });

  it('are under way only where a living process has lately said so', () => {
    assert.equal(isUnderWay(interrupted({ owner: process.pid })), true);
    assert.equal(isUnderWay(interrupted()), false, 'no such process');
    assert.equal(
      isUnderWay(interrupted({ owner: process.pid, beat: Date.now() - 3_600_000 })),
      false,
      'silent',
    );
    assert.equal(isUnderWay(interrupted({ owner: process.pid, state: 'paused' })), false);
  });

  it('are read from files that hold nothing else', async () => {
    await store.keep(interrupted());
    const [name] = await readdir(join(folder, 'runs'));
    await writeFile(join(folder, 'runs', 'other.json'), '{"id": "../../etc"}');
    await writeFile(join(folder, 'runs', 'cut.json'), '{"id": "ru');
    const told: string[] = [];
    store = new RunStore(join(folder, 'runs'), (sentence) => told.push(sentence));
    assert.deepEqual(await store.all(), [interrupted({ beat: (await store.all())[0].beat })]);
    assert.equal(name, 'run.json');
    // Said once, and kept for whoever wants to look.
    assert.match(
      told.join('|'),
      /^What was kept of an unfinished run is damaged \([^|]*cut\.json\.damaged\)\. Start [^|]*$/,
    );
    assert.ok((await readdir(join(folder, 'runs'))).includes('cut.json.damaged'));
    assert.equal(readRecord(JSON.stringify({ ...interrupted(), id: '../up' })), undefined);
    assert.equal(
      readRecord(JSON.stringify({ ...interrupted(), asked: { method: 'open', request: {} } })),
      undefined,
    );
  });
});
