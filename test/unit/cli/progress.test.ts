import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { progressLine } from '../../../src/cli/progress';

/** A standard error that keeps what is written. */
function stream(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, write: (text: string) => written.push(text) > 0 };
}
/** Until a log has so many lines. */
async function lines(log: ReturnType<typeof stream>, count: number): Promise<void> {
  while (log.written.length < count) await wait(1);
}

describe('How far a run is, on standard error', () => {
  it('is a line every so often where that is no terminal, also before anything is known', async () => {
    const log = stream(false);
    let now = 0;
    const line = progressLine('tokens', { stream: log, every: 5, now: () => now });
    await lines(log, 1);
    assert.equal(log.written[0], 'babelscope: getting ready\n');
    line.show({ done: 0, total: 1000, note: 'fr' });
    now = 1000;
    line.show({ done: 250, total: 1000, note: 'fr' });
    await lines(log, log.written.length + 1);
    assert.equal(log.written.at(-1), 'babelscope: fr 25 % · 250 tokens/s · 3 s left\n');
    // Nothing new is to be told, and that it goes on is told all the same.
    await lines(log, log.written.length + 1);
    line.clear();
    const told = log.written.length;
    await wait(25);
    assert.equal(log.written.length, told);
    line.show({ done: 900, total: 1000 });
    await lines(log, told + 1);
    assert.match(log.written[told], /^babelscope: 90 %/);
    line.clear();
  });

  it('is told beside a computation that lets nothing else in', () => {
    const { stderr } = spawnSync(process.execPath, ['out/test/unit/cli/busy-process.js', '1500', '100'], {
      encoding: 'utf8',
    });
    const told = stderr.trim().split('\n');
    assert.ok(told.length > 2, stderr);
    for (const line of told) assert.match(line, /^babelscope: (getting ready|adding up) \(\d+ s so far\)$/);
    assert.match(told.at(-1)!, /adding up/);
  });

  it('is the last line of a terminal, at once, and leaves none behind', () => {
    const terminal = stream(true);
    const line = progressLine('tokens', { stream: terminal });
    line.show({ done: 1, total: 4, note: 'fr' });
    line.clear();
    assert.deepEqual(terminal.written, ['\r\u001b[Kfr 25 %', '\r\u001b[K']);
  });
});
