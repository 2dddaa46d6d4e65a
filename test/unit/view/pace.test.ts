import assert from 'node:assert/strict';
import { paceOf, timeLeft } from '../../../src/view/pace';

describe('The pace of a run', () => {
  it('is told once it is no guess any more, and does not count what was done before', () => {
    let now = 0;
    const pace = paceOf(() => now);
    assert.equal(pace({ done: 5000, total: 10_000 }), undefined);
    now = 1000;
    assert.equal(pace({ done: 5050, total: 10_000 }), undefined, 'half a hundredth');
    now = 10_000;
    assert.deepEqual(pace({ done: 6000, total: 10_000 }), { rate: 100, left: 40 });
  });

  it('follows a machine that gets slower', () => {
    let now = 0;
    const pace = paceOf(() => now);
    for (let done = 0; done <= 1000; done += 10, now += 100) pace({ done, total: 100_000 });
    let last;
    for (let done = 1000; done <= 3000; done += 10, now += 1000) last = pace({ done, total: 100_000 });
    assert.ok(last && last.rate < 11, String(last?.rate));
  });

  it('reads as seconds, minutes and hours', () => {
    assert.deepEqual([1.2, 89, 91, 3600, 12_345].map(timeLeft), [
      '2 s',
      '89 s',
      '2 min',
      '1 h 0 min',
      '3 h 26 min',
    ]);
  });
});
