import assert from 'node:assert/strict';
import { longRun } from '../../../src/cli/long-run';
import { BabelscopeError } from '../../../src/rpc/failure';

describe('A run whose model’s process ends', () => {
  const crash = () => Promise.reject(new BabelscopeError('engine-crashed', 'It ended (SIGINT).'));
  /** @param asked whether this process is asked to end, as the other one is, before that ends */
  const run = (asked: boolean, begun: boolean, when = (ask: () => void) => ask()) =>
    longRun({ file: 'nowhere/made' }, 'tokens', ({ onProgress }) => {
      if (begun) onProgress?.({ done: 1, total: 2 });
      if (asked) when(() => process.emit('SIGINT'));
      return crash();
    });

  it('by the signal that ended the run was stopped', async () => {
    await assert.rejects(run(true, false), {
      code: 'cancelled',
      message: 'Stopped before the run began: nothing was done.',
    });
    await assert.rejects(run(true, true), {
      code: 'cancelled',
      message: 'Stopped without what was just being computed. Nothing had been kept before.',
    });
  });

  it('was stopped too where the signal is noticed a moment later', async () => {
    await assert.rejects(run(true, false, setImmediate), { code: 'cancelled' });
  });

  it('by itself has crashed', async () => {
    await assert.rejects(run(false, true), { code: 'engine-crashed', message: 'It ended (SIGINT).' });
  });
});
