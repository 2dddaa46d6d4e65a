import assert from 'node:assert/strict';
import { setTimeout as rest } from 'node:timers/promises';
import { InspectionFlow } from '../../../../src/app/inspection/flow';
import { snapshotOf } from '../../../../src/app/inspection/snapshot';
import { BabelscopeError } from '../../../../src/rpc/failure';
import type { InspectorSnapshot } from '../../../../src/protocol/webview';
import { FakeEngine, passageOf, reference } from './fakeEngine';

const pace = 20;

function start(model = () => Promise.resolve(reference), oftenest = pace) {
  const engine = new FakeEngine();
  const snapshots: InspectorSnapshot[] = [];
  const log: string[] = [];
  const flow: InspectionFlow = new InspectionFlow({
    engine: engine.engine,
    model,
    thresholds: () => ({ topRate: 0.01, filterRate: 0.95, activationBar: 0.95 }),
    changed: () => snapshots.push(snapshotOf(flow, { follow: false, paint: false })),
    log: (line) => log.push(line),
    pace: oftenest,
  });
  return { flow, engine, snapshots, log };
}

/** With a result to begin with; every further run counts as one that ends within the pace, on a slow machine too. */
async function inspected(...texts: string[]) {
  const all = start(undefined, 60_000);
  const run = all.flow.inspect(passageOf(...texts));
  (await all.engine.next()).answer();
  await run;
  all.snapshots.length = 0;
  return all;
}

describe('The course of an inspection', () => {
  it('goes from working to a result that names its model and its texts', async () => {
    const { flow, engine, snapshots } = start();
    const run = flow.inspect(passageOf('one two', 'déjà'));
    assert.notEqual(snapshots[0].working, undefined);
    const call = await engine.next();
    assert.deepEqual(call.texts, ['one two', 'déjà']);
    call.answer();
    await run;
    const last = snapshots.at(-1)!;
    assert.equal(last.working, undefined);
    assert.equal(last.failure, undefined);
    assert.equal(last.model?.name, 'tiny');
    assert.deepEqual(last.result?.texts, ['one two', 'déjà']);
    assert.equal(last.result?.inspection.ids.length, 3);
  });

  it('lets the newest of many win, aborts the others, and makes no queue', async () => {
    const { flow, engine } = start();
    const started = [];
    for (const text of ['a', 'b', 'c', 'd']) {
      const run = flow.inspect(passageOf(text));
      started.push({ run, call: await engine.next() });
    }
    assert.deepEqual(
      started.map(({ call }) => call.options.signal?.aborted),
      [true, true, true, false],
    );
    // A late answer of an older run changes nothing.
    started[0].call.answer();
    started[3].call.answer();
    await Promise.all(started.map(({ run }) => run));
    assert.deepEqual(snapshotOf(flow, { follow: false, paint: false }).result?.texts, ['d']);
    assert.equal(engine.loads, 1);
    assert.equal(engine.calls.length, 0);
  });

  it('never starts the engine for a run that was overtaken while its model was looked up', async () => {
    const { flow, engine } = start(async () => {
      await rest(5);
      return reference;
    });
    const older = flow.inspect(passageOf('older'));
    const newer = flow.inspect(passageOf('newer'));
    await older;
    const call = await engine.next();
    assert.deepEqual(call.texts, ['newer']);
    call.answer();
    await newer;
    assert.equal(engine.calls.length, 0);
  });

  it('tells progress, but no oftener than its pace', async () => {
    const { flow, engine, snapshots } = start();
    const run = flow.inspect(passageOf('text'));
    const call = await engine.next();
    const before = snapshots.length;
    for (let done = 1; done <= 400; done++) call.options.onProgress?.({ done, total: 400 });
    assert.equal(snapshots.length, before);
    await rest(3 * pace);
    assert.deepEqual(
      snapshots.slice(before).map((snapshot) => snapshot.working?.done),
      [400],
    );
    call.answer();
    await run;
    await rest(3 * pace);
    assert.equal(snapshots.at(-1)?.working, undefined);
  });

  it('does not flicker: a run that ends within the pace replaces the result in one step', async () => {
    const { flow, engine, snapshots } = await inspected('old');
    const run = flow.inspect(passageOf('new'));
    (await engine.next()).answer();
    await run;
    assert.deepEqual(
      snapshots.map((snapshot) => snapshot.result?.texts),
      [['new']],
    );
  });

  it('keeps the last result when cancelled, and calls it no failure', async () => {
    const { flow, engine, snapshots } = await inspected('old');
    const run = flow.inspect(passageOf('new'));
    const call = await engine.next();
    flow.cancel();
    await run;
    assert.equal(call.options.signal?.aborted, true);
    const last = snapshots.at(-1)!;
    assert.deepEqual(last.result?.texts, ['old']);
    assert.equal(last.failure, undefined);
    assert.equal(last.working, undefined);
  });

  it('shows a crash of the engine once, with a way on, and the next run works', async () => {
    const { flow, engine, snapshots, log } = await inspected('old');
    const run = flow.inspect(passageOf('new'));
    (await engine.next()).fail(new BabelscopeError('engine-crashed', 'The engine stopped.'));
    await run;
    assert.deepEqual(
      snapshots.map((snapshot) => snapshot.failure?.message),
      ['The engine stopped.'],
    );
    assert.equal(snapshots[0].failure?.actions[0].label, 'Inspect Again');
    assert.deepEqual(snapshots[0].result?.texts, ['old']);
    assert.equal(log.length, 1);

    const again = flow.inspect(passageOf('new'));
    assert.equal(flow.failure, undefined);
    (await engine.next()).answer();
    await again;
    assert.deepEqual(snapshots.at(-1)?.result?.texts, ['new']);
    assert.equal(engine.loads, 2);
  });

  it('shows why there is no model, and looks for one again at the next run', async () => {
    let there = false;
    const { flow, engine, snapshots } = start(() =>
      there
        ? Promise.resolve(reference)
        : Promise.reject(new BabelscopeError('model-missing', 'No model is there.')),
    );
    await flow.inspect(passageOf('text'));
    assert.equal(snapshots.at(-1)?.failure?.code, 'model-missing');
    assert.equal(snapshots.at(-1)?.failure?.actions[0].label, 'Choose Model…');
    there = true;
    const run = flow.inspect(passageOf('text'));
    (await engine.next()).answer();
    await run;
    assert.equal(flow.failure, undefined);
    assert.ok(flow.result);
  });

  it('keeps the words of an error that nobody foresaw, and its stack in the log', async () => {
    const { flow, log } = start(() => Promise.reject(new TypeError('x is not a function')));
    await flow.inspect(passageOf('text'));
    assert.equal(flow.failure?.code, 'internal');
    assert.match(flow.failure.message, /x is not a function/);
    assert.match(log.join('\n'), /flow\.test/);
  });

  it('is stale when the text changes while it runs', async () => {
    const { flow, engine } = start();
    const run = flow.inspect(passageOf('one two'));
    const call = await engine.next();
    flow.edited('file:///a.md', [{ offset: 1, length: 1, inserted: 0 }], (from, length) =>
      'oe two'.slice(from, from + length),
    );
    call.answer();
    await run;
    assert.equal(flow.stale, true);
  });

  it('tells of going stale once, and minds only its own document', async () => {
    const { flow, snapshots } = await inspected('one two');
    const read = (from: number, length: number) => 'xne two'.slice(from, from + length);
    flow.edited('file:///other.md', [{ offset: 0, length: 1, inserted: 1 }], read);
    assert.equal(snapshots.length, 0);
    flow.edited('file:///a.md', [{ offset: 0, length: 1, inserted: 1 }], read);
    flow.edited('file:///a.md', [{ offset: 0, length: 1, inserted: 1 }], read);
    assert.deepEqual(
      snapshots.map((snapshot) => snapshot.stale),
      [true],
    );
  });

  it('answers for the result it shows and for no other', async () => {
    const { flow } = await inspected('one two');
    const id = flow.result!.inspection.id;
    assert.ok(await flow.tokenDetail(id, 1));
    for (const [inspection, token] of [
      [id + 1, 0],
      [id, 2],
    ])
      await assert.rejects(
        () => flow.tokenDetail(inspection, token),
        (error) => error instanceof BabelscopeError && error.code === 'result-gone',
      );
  });

  it('says nothing more once disposed', async () => {
    const { flow, engine, snapshots } = start();
    const run = flow.inspect(passageOf('text'));
    const call = await engine.next();
    const before = snapshots.length;
    call.options.onProgress?.({ done: 1, total: 2 });
    flow.dispose();
    call.answer();
    await run;
    await rest(2 * pace);
    assert.equal(snapshots.length, before);
  });
});
