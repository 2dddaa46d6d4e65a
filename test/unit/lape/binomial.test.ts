import assert from 'node:assert/strict';
import { drawBinomial } from '../../../src/lape/binomial';
import { seededRandom } from '../../../src/lape/random';

/** P(k) of the binomial distribution, by the recurrence from P(0). */
function distribution(n: number, p: number): number[] {
  const probabilities = [Math.exp(n * Math.log1p(-p))];
  for (let k = 1; k <= n; k++) probabilities.push((probabilities[k - 1] * (n - k + 1) * p) / (k * (1 - p)));
  return probabilities;
}

describe('binomial draws', () => {
  const draws = 200_000;
  for (const [n, p, how] of [
    [20, 0.3, 'counted up'],
    [60, 0.4, 'by rejection'],
    [500, 0.03, 'by rejection, skewed'],
    [40, 0.9, 'mirrored'],
  ] as const) {
    it(`follow the distribution for n = ${n}, p = ${p} (${how})`, () => {
      const random = seededRandom(3);
      const seen = new Float64Array(n + 1);
      for (let i = 0; i < draws; i++) seen[drawBinomial(random, n, p)]++;
      distribution(n, p).forEach((probability, k) => {
        const expected = draws * probability;
        // Five standard deviations, and one draw for the far tails.
        assert.ok(
          Math.abs(seen[k] - expected) <= 5 * Math.sqrt(expected) + 1,
          `${k}: ${seen[k]}, not ${expected}`,
        );
      });
    });
  }

  it('have the mean and variance of a hundred thousand tokens', () => {
    const random = seededRandom(5);
    const [n, p] = [100_000, 0.013];
    const values = Array.from({ length: 20_000 }, () => drawBinomial(random, n, p));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    assert.ok(Math.abs(mean / (n * p) - 1) < 0.002, `${mean}`);
    assert.ok(Math.abs(variance / (n * p * (1 - p)) - 1) < 0.05, `${variance}`);
  });

  it('are certain where the probability is 0 or 1, and never more than n', () => {
    const random = seededRandom(0);
    assert.equal(drawBinomial(random, 10, 0), 0);
    assert.equal(drawBinomial(random, 10, 1), 10);
    assert.equal(drawBinomial(random, 0, 0.5), 0);
    for (let i = 0; i < 1000; i++) assert.ok(drawBinomial(random, 21, 0.5) <= 21);
  });
});

describe('seeded numbers', () => {
  it('lie in [0, 1), are spread evenly, and differ between near seeds', () => {
    const deciles = new Uint32Array(10);
    const random = seededRandom(1);
    for (let i = 0; i < 100_000; i++) deciles[Math.floor(random() * 10)]++;
    assert.ok(
      deciles.every((count) => Math.abs(count - 10_000) < 500),
      deciles.join(),
    );
    assert.notEqual(seededRandom(1)(), seededRandom(2)());
    assert.equal(seededRandom(1)(), seededRandom(1)());
  });
});
