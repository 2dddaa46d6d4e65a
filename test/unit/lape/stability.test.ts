import assert from 'node:assert/strict';
import { emptyBlocks, fewestFilled, splitBlocks } from '../../../src/lape/blocks';
import type { Counts } from '../../../src/lape/counts';
import { integerBelow, seededRandom } from '../../../src/lape/random';
import { blockStability, tokenStability, tokensEnough } from '../../../src/lape/stability';

const thresholds = { topRate: 0.05, filterRate: 0.8, activationBar: 0.8 };

/** Three languages, 600 neurons of all sorts. */
function someCounts(tokens: number): Counts {
  const random = seededRandom(1);
  const neurons = 600;
  const overZero = new Float64Array(3 * neurons);
  for (let neuron = 0; neuron < neurons; neuron++) {
    for (let k = 0; k < 3; k++) {
      overZero[k * neurons + neuron] = Math.round(tokens * random() ** 3 * (neuron % 3 === k ? 1 : random()));
    }
  }
  const languages = ['en', 'fr', 'de'];
  return { languages, layers: 2, dMlp: 300, overZero, tokens: new Float64Array(3).fill(tokens) };
}

describe('stability by drawing tokens', () => {
  it('is complete where every neuron fires always or never', () => {
    const counts = someCounts(1000);
    const certain = { ...counts, overZero: counts.overZero.map((count) => (count > 300 ? 1000 : 0)) };
    const { all, perLanguage } = tokenStability(certain, { ...thresholds, filterRate: 0, activationBar: 0 });
    assert.deepEqual(all, { mean: 1, low: 1, high: 1 });
    assert.ok(perLanguage.every(({ low }) => low === 1));
  });

  it('grows with the tokens', () => {
    const curve = tokensEnough(someCounts(100_000), thresholds, [100, 1000, 100_000]);
    const means = curve.map(({ stability }) => stability.all.mean);
    assert.ok(means[0] < means[1] && means[1] < means[2] && means[2] <= 1, means.join());
    for (const { stability } of curve) {
      for (const { low, mean, high } of [...stability.perLanguage, stability.all]) {
        assert.ok(0 <= low && low <= high && high <= 1 && mean <= 1);
      }
    }
  });

  it('is the same for one seed', () => {
    const counts = someCounts(1000);
    assert.deepEqual(
      tokenStability(counts, thresholds, { seed: 4 }),
      tokenStability(counts, thresholds, { seed: 4 }),
    );
  });

  it('has no number for a language without neurons', () => {
    const counts = someCounts(1000);
    const silent = { ...counts, overZero: counts.overZero.map((count, i) => (i < 600 ? 0 : count)) };
    const { perLanguage } = tokenStability(silent, thresholds);
    assert.ok(Number.isNaN(perLanguage[0].mean));
    assert.ok(perLanguage[1].mean > 0.5);
  });
});

describe('stability by drawing blocks', () => {
  const block = (seed: number, alike: number): Counts => {
    const counts = someCounts(1000);
    const random = seededRandom(seed);
    const overZero = counts.overZero.map((count) =>
      random() < alike ? count : integerBelow(random, counts.tokens[0]),
    );
    return { ...counts, overZero };
  };
  const blocks = (alike: number) => Array.from({ length: 8 }, (_, seed) => block(seed, alike));

  it('is complete where all blocks are alike, and low where each tells something else', () => {
    assert.equal(blockStability(blocks(1), thresholds).all.mean, 1);
    const { mean } = blockStability(blocks(0.5), thresholds).all;
    assert.ok(mean < 0.9, `${mean}`);
  });

  it('is lower than by tokens where texts differ', () => {
    const parts = blocks(0.7);
    const whole: Counts = {
      ...parts[0],
      overZero: parts[0].overZero.map((_, i) => parts.reduce((sum, part) => sum + part.overZero[i], 0)),
      tokens: Float64Array.from([8000, 8000, 8000]),
    };
    const byBlocks = blockStability(parts, thresholds).all.mean;
    assert.ok(byBlocks < tokenStability(whole, thresholds).all.mean);
  });

  it('draws, in each language, from the blocks that hold some of it', () => {
    const parts = blocks(0.9);
    // French has only the first three.
    parts.slice(3).forEach((part) => {
      part.tokens[1] = 0;
      part.overZero.fill(0, 600, 1200);
    });
    const { perLanguage } = blockStability(parts, thresholds);
    assert.ok(perLanguage.every(({ mean }) => mean > 0 && mean < 1));
  });

  it('splits what a run keeps into its blocks', () => {
    const kept = emptyBlocks(3, 2, 4);
    kept.overZero[(2 * 2 + 1) * 4 + 3] = 7;
    kept.tokens.set([5, 5, 6, 0, 5, 9]);
    const [, , last] = splitBlocks({ languages: ['en', 'fr'], layers: 2, dMlp: 2 }, kept);
    assert.deepEqual([...last.overZero], [0, 0, 0, 0, 0, 0, 0, 7]);
    assert.deepEqual([...last.tokens], [5, 9]);
    assert.equal(fewestFilled(kept, 2), 2);
  });

  it('refuses a single block and blocks of different models', () => {
    assert.throws(() => blockStability([someCounts(10)], thresholds), /at least two/);
    const other = { ...someCounts(10), dMlp: 100, layers: 6 };
    assert.throws(() => blockStability([someCounts(10), other], thresholds), /different models/);
  });
});
