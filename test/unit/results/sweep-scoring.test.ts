import assert from 'node:assert/strict';
import fc from 'fast-check';
import { proportion } from '../../../src/results/proportion';
import type { SteeringTrial } from '../../../src/results/sweep/scoring';
import { harmonicMean, scoreTrials } from '../../../src/results/sweep/scoring';

const near = (value: number, expected: number, slack = 5e-4) =>
  assert.ok(Math.abs(value - expected) < slack, `${value} is not ${expected}`);

describe('a share of trials', () => {
  it('has Wilson’s interval', () => {
    // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    const published: [number, number, number, number][] = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ];
    for (const [successes, trials, low, high] of published) {
      const share = proportion(successes, trials);
      near(share.low, low, 1e-4);
      near(share.high, high, 1e-4);
    }
  });

  it('holds its rate in an interval that narrows with more trials', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
        const k = Math.round(part * n);
        const few = proportion(k, n);
        assert.ok(0 <= few.low && few.low <= few.rate && few.rate <= few.high && few.high <= 1);
        const many = proportion(10 * k, 10 * n);
        assert.ok(many.high - many.low < few.high - few.low);
      }),
    );
  });

  it('says nothing without trials', () => {
    assert.deepEqual(proportion(0, 0), { successes: 0, trials: 0, rate: NaN, low: 0, high: 1 });
  });
});

describe('the score of a steering setting', () => {
  const trial = (tag: string | undefined, changes: Partial<SteeringTrial> = {}): SteeringTrial => ({
    target: 'fr',
    written: tag === undefined ? undefined : { tag, unsure: false },
    plain: { tokens: 10, nll: 2 },
    steered: { tokens: 10, nll: 2 + Math.LN2 },
    ...changes,
  });

  it('counts continuations that surely are in the target language, and says how many are unsure', () => {
    const { success, unsure } = scoreTrials([
      trial('fr'),
      trial('en'),
      trial(undefined),
      trial('fr', { written: { tag: 'fr', unsure: true } }),
    ]);
    assert.deepEqual([success.successes, success.trials, success.rate, unsure], [1, 4, 0.25, 2]);
  });

  it('compares perplexities, each token weighing the same', () => {
    const twice = scoreTrials([trial('fr')]);
    near(twice.relativePerplexity, 2);
    near(twice.fluency, 0.5);
    const mixed = scoreTrials([
      trial('fr', { steered: { tokens: 30, nll: 3 } }),
      trial('fr', { steered: { tokens: 10, nll: 1 } }),
    ]);
    near(mixed.relativePerplexity, Math.exp(0.5));
  });

  it('is the harmonic mean of success and fluency, which is at most 1', () => {
    near(scoreTrials([trial('fr')]).score, 2 / 3);
    const better = scoreTrials([trial('fr', { steered: { tokens: 10, nll: 1 } })]);
    assert.deepEqual([better.fluency, better.score], [1, 1]);
    near(better.relativePerplexity, Math.exp(-1));
    assert.equal(scoreTrials([trial('en')]).score, 0);
    assert.equal(harmonicMean(0, 0), 0);
  });

  it('leaves continuations without tokens out of the perplexity, and counts them as no success', () => {
    const empty = trial(undefined, { steered: { tokens: 0, nll: NaN } });
    const { success, relativePerplexity } = scoreTrials([trial('fr'), empty]);
    assert.equal(success.rate, 0.5);
    near(relativePerplexity, 2);
  });

  it('has no fluency where nothing can be read', () => {
    const { fluency, score } = scoreTrials([trial(undefined, { steered: { tokens: 0, nll: NaN } })]);
    assert.ok(Number.isNaN(fluency) && Number.isNaN(score));
  });
});
