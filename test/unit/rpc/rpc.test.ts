import assert from 'node:assert/strict';
import { BabelscopeError, detailOf } from '../../../src/rpc/failure';
import type { CallContext, Channel, Handlers, Progress } from '../../../src/rpc/rpc';
import { connect } from '../../../src/rpc/rpc';

interface Calculator {
  add(request: { a: number; b: number }): number;
  fail(request: { how: 'coded' | 'plain' | 'caused' }): never;
  wait(request: null): string;
  countUp(request: { to: number }, part: number[]): string;
}

/** Two channels that deliver to each other, asynchronously and by structured clone, as real ones do. */
function pair(): [Channel, Channel] {
  const receivers: ((message: unknown) => void)[][] = [[], []];
  const end = (self: 0 | 1): Channel => ({
    post(message) {
      const copy: unknown = structuredClone(message);
      setImmediate(() => receivers[1 - self].forEach((receive) => receive(copy)));
    },
    listen(receive) {
      receivers[self].push(receive);
      return () => receivers[self].splice(receivers[self].indexOf(receive), 1);
    },
  });
  return [end(0), end(1)];
}

function calculator(onWait?: (context: CallContext) => void) {
  const [near, far] = pair();
  const handlers: Handlers<Calculator> = {
    add: ({ a, b }) => a + b,
    fail({ how }) {
      if (how === 'plain') throw new TypeError('oops');
      const options = how === 'caused' ? { cause: new RangeError('the reason') } : {};
      throw new BabelscopeError('model-missing', 'No model.', options);
    },
    wait: (_, context) =>
      new Promise((resolve, reject) => {
        onWait?.(context);
        context.progress({ done: 1, total: 2 });
        context.signal.addEventListener('abort', () => reject(new Error('aborted')));
        setTimeout(resolve, 20, 'done');
      }),
    countUp: async ({ to }, context) => {
      for (let i = 1; i <= to; i++) {
        if (context.stop.aborted) return `stopped before ${i}`;
        context.progress({ done: i, total: to, part: [i, i * i] });
        await new Promise(setImmediate);
      }
      return `all ${to}`;
    },
  };
  const server = connect<Record<never, never>, Calculator>(far, handlers);
  const log: string[] = [];
  const tell = (detail: string) => log.push(detail);
  const client = connect<Calculator, Record<never, never>>(near, {}, undefined, tell);
  return { client, server, near, far, log };
}

describe('a seam', () => {
  it('answers a call with its result, and many at once each with its own', async () => {
    const { client } = calculator();
    const sums = await Promise.all([1, 2, 3].map((a) => client.call('add', { a, b: 10 })));
    assert.deepEqual(sums, [11, 12, 13]);
  });

  it('answers a handler that throws with its code, or as internal with its own words', async () => {
    const { client } = calculator();
    await assert.rejects(client.call('fail', { how: 'coded' }), {
      code: 'model-missing',
      message: 'No model.',
    });
    await assert.rejects(client.call('fail', { how: 'plain' }), { code: 'internal', message: /oops/ });
  });

  it('tells the log of the caller once what was asked for, and the stack at the other end', async () => {
    const { client, log } = calculator();
    const error: unknown = await client.call('fail', { how: 'plain' }).catch((reason: unknown) => reason);
    assert.equal(log.length, 1);
    assert.match(log[0], /^fail: TypeError: oops\n +at .*fail .*rpc\.test/);
    // Passed on over another seam, it is known already, also as the reason of something else.
    assert.equal(detailOf(error, 'show'), undefined);
    assert.equal(detailOf(new BabelscopeError('internal', 'x', { cause: error }), 'show'), undefined);
    await assert.rejects(client.call('fail', { how: 'caused' }));
    assert.equal(log.length, 2);
    assert.match(log[1], /^fail: BabelscopeError: No model\.\n[^]*\nCaused by RangeError: the reason\n +at /);
  });

  it('tells the log nothing of what a sentence says in full, or of what was cancelled', async () => {
    const { client, log } = calculator();
    await assert.rejects(client.call('fail', { how: 'coded' }));
    await assert.rejects(client.call('wait', null, { signal: AbortSignal.timeout(1) }));
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.deepEqual(log, []);
    assert.equal(detailOf(new DOMException('gone', 'AbortError'), 'x'), undefined);
  });

  it('bounds what a log is told, and survives reasons that lead to themselves', () => {
    const endless = new Error('x'.repeat(20_000));
    endless.cause = endless;
    assert.equal(detailOf(endless, 'x')?.length, 8000);
  });

  it('answers a method that does not exist, inherited names included', async () => {
    const { client } = calculator();
    const call = client.call as unknown as (method: string, request: unknown) => Promise<unknown>;
    await assert.rejects(call('subtract', {}), { code: 'internal' });
    await assert.rejects(call('toString', {}), { code: 'internal' });
  });

  it('reports progress before the result', async () => {
    const { client } = calculator();
    const seen: Progress[] = [];
    assert.equal(await client.call('wait', null, { onProgress: (value) => seen.push(value) }), 'done');
    assert.deepEqual(seen, [{ done: 1, total: 2 }]);
  });

  it('streams typed parts in order, all of them before the result', async () => {
    const { client } = calculator();
    const parts: number[][] = [];
    const onProgress = ({ part }: Progress<number[]>) => part && parts.push(part);
    assert.equal(await client.call('countUp', { to: 3 }, { onProgress }), 'all 3');
    assert.deepEqual(parts, [
      [1, 1],
      [2, 4],
      [3, 9],
    ]);
  });

  it('stops: the call still answers, with what it has', async () => {
    const { client } = calculator();
    const stop = new AbortController();
    const onProgress = ({ done }: Progress<number[]>) => done === 2 && stop.abort();
    const answer = await client.call('countUp', { to: 100_000 }, { stop: stop.signal, onProgress });
    assert.match(answer, /^stopped before \d+$/);
    const early = await client.call('countUp', { to: 100_000 }, { stop: AbortSignal.abort() });
    assert.match(early, /^stopped before \d+$/);
    assert.equal(await client.call('wait', null, { stop: AbortSignal.abort() }), 'done');
  });

  it('cancels: the caller hears at once, the handler through its signal, and a late answer is dropped', async () => {
    let signal: AbortSignal | undefined;
    const { client } = calculator((context) => (signal = context.signal));
    const abort = new AbortController();
    const call = client.call('wait', null, { signal: abort.signal });
    setTimeout(() => abort.abort(), 5);
    await assert.rejects(call, { code: 'cancelled' });
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(signal?.aborted, true);
    assert.equal(await client.call('add', { a: 1, b: 1 }), 2);
  });

  it('never sends a call whose signal is already aborted', async () => {
    const { client } = calculator();
    const call = client.call('add', { a: 1, b: 1 }, { signal: AbortSignal.abort() });
    await assert.rejects(call, { code: 'cancelled' });
  });

  it('rejects all that is pending when it closes, and every call after', async () => {
    const { client } = calculator();
    const call = client.call('wait', null);
    client.close(new BabelscopeError('engine-crashed', 'Gone.'));
    await assert.rejects(call, { code: 'engine-crashed' });
    await assert.rejects(client.call('add', { a: 1, b: 1 }), { code: 'engine-crashed' });
  });

  it('lets parsers refuse what an untrusted page sends', async () => {
    const [near, far] = pair();
    const refuse = (): never => {
      throw new BabelscopeError('internal', 'Malformed request.');
    };
    connect<Record<never, never>, Pick<Calculator, 'add'>>(
      far,
      { add: ({ a, b }) => a + b },
      { add: refuse },
    );
    const client = connect<Calculator, Record<never, never>>(near, {});
    await assert.rejects(client.call('add', { a: 1, b: 2 }), { message: 'Malformed request.' });
  });

  it('ignores messages that are none of its own', async () => {
    const { client, near, far } = calculator();
    for (const noise of [null, 7, 'x', {}, { kind: 'result' }, { kind: 'result', id: 99, value: 1 }]) {
      near.post(noise);
      far.post(noise);
    }
    assert.equal(await client.call('add', { a: 2, b: 2 }), 4);
  });
});
