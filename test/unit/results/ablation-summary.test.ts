import assert from 'node:assert/strict';
import { summarizeAblation } from '../../../src/results/ablation/summary';

const close = (found: ArrayLike<number>, expected: number[]) => {
  assert.equal(found.length, expected.length);
  expected.forEach((value, i) => {
    const same = Number.isFinite(value) ? Math.abs(found[i] - value) < 1e-12 : Object.is(found[i], value);
    assert.ok(same, `${i}: ${found[i]}, not ${value}`);
  });
};

describe('the summary of ablations', () => {
  /** Three languages; ja's neurons hurt zh more than ja. */
  const matrix = {
    off: ['en', 'zh', 'ja'],
    measured: ['en', 'zh', 'ja'],
    plain: [2, 3, 4],
    ablated: [2.5, 3.1, 4, 2, 4, 4.25, 2, 3.5, 4.25],
    draws: 2,
    control: [2.05, 3, 4, 2, 3.1, 4, 2, 3, 3.9, 2.15, 3, 4, 2, 3.3, 4, 2, 3, 3.9],
  };

  it('tells changes of perplexity as exp of the change of NLL, less one', () => {
    const { rise, perplexityChange } = summarizeAblation(matrix);
    close(
      rise,
      [0.5, 0.1, 0, 0, 1, 0.25, 0, 0.5, 0.25].map(
        (value, i) => matrix.ablated[i] - matrix.plain[i % 3] || value,
      ),
    );
    close(perplexityChange.subarray(0, 3), [Math.exp(2.5 - 2) - 1, Math.exp(3.1 - 3) - 1, 0]);
  });

  it('ranks the diagonal along rows and columns, and names what comes before it', () => {
    const { rows, columns } = summarizeAblation(matrix);
    assert.deepEqual(
      rows.map(({ language, rank, of, rival }) => [language, rank, of, rival]),
      [
        ['en', 1, 3, 'zh'],
        ['zh', 1, 3, 'ja'],
        ['ja', 2, 3, 'zh'],
      ],
    );
    close(
      rows.map(({ margin }) => margin),
      [0.4, 0.75, -0.25],
    );
    assert.deepEqual(
      columns.map(({ language, rank, rival }) => [language, rank, rival]),
      [
        ['en', 1, 'zh'],
        ['zh', 1, 'ja'],
        // As large off the diagonal: best by rank, but not dominant.
        ['ja', 1, 'zh'],
      ],
    );
    assert.equal(columns[2].margin, 0);
  });

  it('holds the diagonal against random neurons, mean over the draws', () => {
    const { controlRise, overControl } = summarizeAblation(matrix);
    close([controlRise[0], controlRise[4], controlRise[8]], [0.1, 0.2, -0.1]);
    close(overControl, [5, 5, Infinity]);
    const none = summarizeAblation({ ...matrix, draws: 0, control: [] });
    assert.ok(none.controlRise.every(Number.isNaN) && none.overControl.every(Number.isNaN));
    assert.equal(none.sentences.length, 2);
  });

  it('says it in words', () => {
    assert.deepEqual(summarizeAblation(matrix).sentences, [
      'Losing its own neurons hurts a language more than any other language in 2 of 3 rows; not in ja (zh more).',
      'A language is hurt more by losing its own neurons than another language’s in 2 of 3 columns; not in ja (zh as much).',
      'On the diagonal, a language’s own neurons do more harm than as many random ones in 3 of 3 languages; where random ones do any, it is 5.0 times as much (median).',
    ]);
  });

  it('compares only what is there: languages without a text or neurons have no diagonal', () => {
    const { rows, columns, overControl, sentences } = summarizeAblation({
      off: ['en', 'fr'],
      measured: ['ru', 'en'],
      plain: [1, 1],
      ablated: [1, 2, 1, 1],
      draws: 1,
      control: [1, 1.5, 1, 1],
    });
    assert.deepEqual([rows.length, columns.length], [1, 1]);
    close(overControl, [2, NaN]);
    assert.match(sentences[2], /in 1 of 1 languages/);
    const lone = { off: ['en'], measured: ['en'], plain: [1], ablated: [2], draws: 0, control: [] };
    assert.deepEqual(summarizeAblation(lone).sentences, []);
  });
});
