import assert from 'node:assert/strict';
import type { Analyst, AnalystMethods } from '../../../src/app/report/analyst';
import { Report } from '../../../src/host/report/report';
import { BabelscopeError } from '../../../src/rpc/failure';
import type { Handlers } from '../../../src/rpc/rpc';
import { connect } from '../../../src/rpc/rpc';
import { summarise } from '../../../src/report/atlas-summary';
import { Study } from '../../../src/report/study';
import { halfSettings, smallAtlas } from '../report/small-atlas';

/** A thread without a thread: the same messages between two ends in one process. */
function fakeAnalyst(change: Partial<Handlers<AnalystMethods>> = {}): Analyst {
  const study = new Study(smallAtlas());
  const ends: ((message: unknown) => void)[][] = [[], []];
  const channel = (own: number) => ({
    post: (message: unknown) => setImmediate(() => ends[1 - own].forEach((receive) => receive(message))),
    listen: (receive: (message: unknown) => void) => {
      ends[own].push(receive);
      return () => ends[own].splice(ends[own].indexOf(receive), 1);
    },
  });
  connect<Record<never, never>, AnalystMethods>(channel(1), {
    open: ({ name }) => summarise(study.atlas, name),
    compare: (source) => source && summarise(study.atlas, source.name),
    select: (settings) => study.select(settings),
    neurons: (query) => study.neurons(query),
    neuron: ({ settings, layer, index }) => ({
      neuron: study.neuron(settings, layer, index),
      mean: new Float32Array(2),
      contexts: [
        {
          ...{ language: 'fr', activation: 1, before: '', token: 'le', after: '', file: 'fr.txt' },
          ...{ document: 2, path: '/corpora/fr.txt', start: 0 },
        },
      ],
      without: undefined,
    }),
    stability: () => new Promise(() => undefined),
    file: () => new Uint8Array(),
    ...change,
  });
  const peer = connect<AnalystMethods, Record<never, never>>(channel(0), {});
  return { ...peer, dispose: () => peer.close(new BabelscopeError('cancelled', 'Cancelled.')) };
}

function open(start: () => Analyst = fakeAnalyst) {
  let told = () => undefined as void;
  const changed = new Promise<void>((resolve) => (told = resolve));
  const report = new Report({
    name: 'tiny.lape.safetensors',
    source: () => Promise.resolve({ name: 'tiny.lape.safetensors', path: '/tiny.lape.safetensors' }),
    start,
    settings: halfSettings,
    steerable: () => true,
    changed: () => told(),
  });
  return { report, opened: changed };
}

describe('An open report', () => {
  it('shows its atlas as soon as it has been read, and asks its page to ask anew', async () => {
    const { report, opened } = open();
    const { atlas, version } = report.snapshot;
    assert.equal(atlas, undefined);
    await opened;
    assert.equal(report.snapshot.atlas?.modelName, 'tiny');
    assert.ok(report.snapshot.version > version);
    assert.equal(report.snapshot.steerable, true);
    report.dispose();
  });

  it('shows why an atlas cannot be read, and the atlas once it can', async () => {
    let broken = true;
    const reading: Handlers<AnalystMethods>['open'] = ({ name }) => {
      if (broken) throw new BabelscopeError('atlas-broken', 'It is cut off.');
      return summarise(smallAtlas(), name);
    };
    const { report, opened } = open(() => fakeAnalyst({ open: reading }));
    await opened;
    // Read through a function, or the compiler takes what is asserted for what stays.
    const shown = () => report.snapshot;
    assert.equal(shown().failure?.message, 'It is cut off.');
    assert.equal(shown().atlas, undefined);
    broken = false;
    await report.reload();
    assert.equal(shown().failure, undefined);
    assert.equal(shown().atlas?.modelName, 'tiny');
    report.dispose();
  });

  it('opens only contexts that its page was shown, and tells the page no path', async () => {
    const { report, opened } = open();
    await opened;
    const at = { layer: 0, index: 2 };
    assert.equal(report.contextOf({ ...at, context: 0 }), undefined);
    const { contexts } = await report.neuron({ settings: halfSettings, ...at });
    assert.equal('path' in contexts[0], false);
    assert.equal(report.contextOf({ ...at, context: 0 })?.path, '/corpora/fr.txt');
    assert.equal(report.contextOf({ ...at, context: 1 }), undefined);
    assert.equal(report.contextOf({ layer: 1, index: 2, context: 0 }), undefined);
    report.dispose();
  });

  it('ends a stability run when a newer one is asked for', async () => {
    const { report, opened } = open();
    await opened;
    const { signal } = new AbortController();
    const first = report.stability(halfSettings, () => undefined, signal);
    const second = report.stability(halfSettings, () => undefined, signal);
    const isCancelled = (error: unknown) => error instanceof BabelscopeError && error.code === 'cancelled';
    await assert.rejects(first, isCancelled);
    report.dispose();
    await assert.rejects(second, isCancelled);
  });
});
