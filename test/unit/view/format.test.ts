import assert from 'node:assert/strict';
import {
  formatActivation,
  formatAmount,
  formatCount,
  formatDuration,
  formatShare,
  showWhitespace,
} from '../../../src/view/format';

describe('numbers on the page', () => {
  it('show a share in two characters after the point, clipped to 0–1', () => {
    const shown = [0.38, 0.004, -0.2, 0.996, 1.7, NaN].map(formatShare);
    assert.deepEqual(shown, ['.38', '.00', '.00', '1.0', '1.0', '–']);
  });

  it('show an activation with a true minus sign', () => {
    assert.deepEqual([formatActivation(2.414), formatActivation(-0.1)], ['2.41', '−0.10']);
  });

  it('group thousands and count in words', () => {
    assert.equal(formatCount(1234567), '1,234,567');
    assert.deepEqual([formatAmount(1, 'token'), formatAmount(47, 'token')], ['1 token', '47 tokens']);
  });

  it('show a duration in the unit a person compares', () => {
    assert.deepEqual([0.2, 41.4, 999, 1340].map(formatDuration), ['1 ms', '41 ms', '999 ms', '1.3 s']);
  });

  it('make white space visible', () => {
    assert.equal(showWhitespace(' a\tb\r\n'), '·a→b↵');
  });
});
