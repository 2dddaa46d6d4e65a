import assert from 'node:assert/strict';
import { emptyBlocks } from '../../../src/lape/blocks';
import { bestStability } from '../../../src/lape/stability';
import { budgetsBelow, stabilityOf } from '../../../src/report/stability';
import { verdict } from '../../../webview/report/stability-panel';
import { halfSettings, smallAtlas } from './small-atlas';

describe('The stability that a report shows', () => {
  it('comes piece by piece, the budgets after the bootstrap, and says when it is done', () => {
    const overZero = smallAtlas().overZero.map((count) => count * 100);
    const atlas = smallAtlas({ overZero, tokens: Float64Array.of(10_000, 10_000) });
    const parts = [...stabilityOf(atlas, halfSettings)];
    assert.deepEqual(
      parts.map(({ budgets, done }) => [budgets.map(({ tokens }) => tokens), done]),
      [
        [[], false],
        [[1000], false],
        [[1000, 3000], false],
        [[1000, 3000, 10_000], true],
      ],
    );
    // These neurons lie so far apart that no draw of ten thousand tokens confuses them.
    assert.equal(parts[0].by, 'tokens');
    assert.deepEqual(parts[0].all, { mean: 1, low: 1, high: 1 });
  });

  it('goes by blocks where eight hold text of every language, in the report as on the command line', () => {
    const { overZero, languages, layers, dMlp } = smallAtlas();
    for (const [count, by] of [
      [8, 'blocks'],
      [7, 'tokens'],
    ] as const) {
      const blocks = emptyBlocks(count, languages.length, layers * dMlp);
      for (let block = 0; block < count; block++) {
        blocks.tokens.fill(100, block * languages.length, (block + 1) * languages.length);
        blocks.overZero.set(
          [...overZero].map((each) => Math.min(each, 100)),
          block * overZero.length,
        );
      }
      const atlas = smallAtlas({
        blocks,
        overZero: overZero.map((each) => count * Math.min(each, 100)),
        tokens: new Float64Array(languages.length).fill(100 * count),
      });
      const { method: _, ...thresholds } = halfSettings;
      const [shown] = stabilityOf(atlas, halfSettings);
      assert.equal(shown.by, by);
      const cited = bestStability(atlas, thresholds);
      assert.deepEqual({ by: shown.by, all: shown.all, perLanguage: shown.perLanguage }, cited);
    }
  });

  it('is asked of fewer and fewer tokens, and of all', () => {
    assert.deepEqual(budgetsBelow(500), [500]);
    assert.deepEqual(budgetsBelow(60_000), [1000, 3000, 10_000, 30_000, 60_000]);
    assert.deepEqual(budgetsBelow(1_000_000), [10_000, 30_000, 100_000, 300_000, 1_000_000]);
  });

  it('is put into words, with how many tokens were enough', () => {
    const agreement = (mean: number) => ({ mean, low: mean, high: mean });
    const budget = (tokens: number, all: number) => ({ tokens, all, perLanguage: [] });
    const budgets = [budget(1000, 0.4), budget(10_000, 0.85), budget(60_000, 0.9)];
    const result = {
      by: 'blocks',
      repetitions: 20,
      perLanguage: [],
      all: agreement(0.7),
      done: true,
    } as const;
    assert.match(
      verdict({ ...result, perLanguage: [], budgets }),
      /agree at \.70\. 10,000 tokens a language are enough/,
    );
    assert.match(
      verdict({ ...result, perLanguage: [], budgets: budgets.slice(0, 1) }),
      /Not even all tokens are enough/,
    );
    assert.match(
      verdict({ ...result, perLanguage: [], by: 'tokens', budgets, done: false }),
      /an upper bound.*alike\.$/,
    );
  });
});
