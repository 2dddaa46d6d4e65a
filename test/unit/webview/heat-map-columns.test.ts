import assert from 'node:assert/strict';
import { columnAt, fitColumns, scrollTo } from '../../../webview/kit/heat-map-columns';

describe('the columns of the heat map', () => {
  it('fill the room, but stay wide enough to hit and narrow enough to compare', () => {
    assert.equal(fitColumns(50, 600).width, 12);
    assert.equal(fitColumns(4000, 600).width, 9);
    assert.equal(fitColumns(3, 600).width, 24);
    assert.equal(fitColumns(0, 600).width, 0);
  });

  it('are found under the pointer', () => {
    const columns = { count: 10, width: 12 };
    assert.deepEqual(
      [-1, 0, 11.9, 12, 119, 120].map((x) => columnAt(columns, x)),
      [-1, 0, 0, 1, 9, -1],
    );
    assert.equal(columnAt({ count: 0, width: 0 }, 0), -1);
  });

  it('scroll only when the chosen one is not in full view', () => {
    const columns = { count: 100, width: 10 };
    assert.equal(scrollTo(columns, 5, 0, 200), 0);
    assert.equal(scrollTo(columns, 30, 0, 200), 110);
    assert.equal(scrollTo(columns, 30, 400, 200), 300);
  });
});
