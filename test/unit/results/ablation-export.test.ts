import assert from 'node:assert/strict';
import { decodeAblation, encodeAblation } from '../../../src/results/ablation/file';
import { ablationTable } from '../../../src/results/ablation/export';
import { sampleAblation } from '../../ui/page/ablation-sample';

describe('An ablation as CSV', () => {
  it('has a line for each language off and each measured, with the random control beside', () => {
    const { plain, ablated, control, ...rest } = sampleAblation();
    const typed = Object.fromEntries(
      Object.entries({ plain, ablated, control }).map(([name, values]) => [name, Float64Array.from(values)]),
    ) as Record<'plain' | 'ablated' | 'control', Float64Array>;
    // Through the file: what was read is what is written.
    const lines = ablationTable(decodeAblation(encodeAblation({ ...rest, ...typed }), 'a.babelscope.json'))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    assert.equal(lines.length, 1 + 4 * 5);
    assert.ok(lines.every(({ length }) => length === 10));
    const [off, neurons, measured, tokens, nll, without, rise, change, random] = lines[1];
    assert.deepEqual(
      [off, neurons, measured, tokens, nll, without, rise],
      ['en', '37', 'en', '4000', '4', '4.5', '0.5'],
    );
    assert.equal(Number(change), Math.expm1(0.5));
    assert.ok(Math.abs(Number(random) - 0.01) < 1e-12, 'the mean of two draws');
  });
});
