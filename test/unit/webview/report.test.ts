import assert from 'node:assert/strict';
import { dendrogram } from '../../../webview/report/dendrogram-chart';
import { histogramChart } from '../../../webview/report/histogram-chart';
import { restoreNavigation, startOrder } from '../../../webview/report/navigation';
import { Newest } from '../../../webview/report/newest';
import { firstRow, rowHeight, scrollFor, trackHeight } from '../../../webview/report/rows';

describe('Asking for the newest only', () => {
  it('never asks what is superseded before its turn, and shows every answer in order', async () => {
    const asked: number[] = [];
    const answers: ((value: number) => void)[] = [];
    const shown: number[] = [];
    const newest = new Newest<number, number>(
      (request) => {
        asked.push(request);
        return new Promise((resolve) => answers.push(resolve));
      },
      (result) => shown.push(result),
      () => assert.fail(),
    );
    for (const step of [1, 2, 3, 4]) newest.request(step);
    assert.deepEqual(asked, [1]);
    answers[0](10);
    await new Promise(setImmediate);
    assert.deepEqual(asked, [1, 4]);
    answers[1](40);
    await new Promise(setImmediate);
    assert.deepEqual(shown, [10, 40]);
  });

  it('goes on after a failure', async () => {
    const failed: number[] = [];
    const shown: number[] = [];
    const newest = new Newest<number, number>(
      (request) => (request === 1 ? Promise.reject(new Error('no')) : Promise.resolve(request)),
      (result) => shown.push(result),
      (_, request) => failed.push(request),
    );
    newest.request(1);
    newest.request(2);
    await new Promise(setImmediate);
    assert.deepEqual([failed, shown], [[1], [2]]);
  });
});

describe('The rows of a long table', () => {
  const room = 15 * rowHeight;

  it('are reached from first to last by scrolling, however many there are', () => {
    for (const total of [3, 15, 16, 1000, 458_752, 2_293_760, 50_000_000]) {
      const end = Math.max(0, trackHeight(total) - room);
      assert.equal(firstRow(0, total, room), 0);
      assert.equal(firstRow(end, total, room), Math.max(0, total - 15), `${total} rows`);
      assert.ok(trackHeight(total) <= 30_000_000);
    }
  });

  it('come to the top at the offset that is theirs', () => {
    for (const total of [1000, 2_293_760])
      for (const row of [0, 1, 777, total - 15])
        assert.equal(firstRow(scrollFor(row, total, room), total, room), row);
  });
});

describe('The report’s charts', () => {
  it('give a bin of one neuron a height, an empty one none, and mark the highest entropy selected', () => {
    const histogram = {
      edges: Float64Array.of(0, 1, 2),
      all: Uint32Array.of(1, 99),
      selected: Uint32Array.of(1, 0),
      silent: 0,
    };
    const frame = { left: 0, right: 100, top: 0, bottom: 100 };
    const { bars, thresholdX, yTicks } = histogramChart({ histogram, lastEntropy: 0.5 }, frame);
    assert.ok(bars[0].all.height > 10 && bars[0].all.height < 20);
    assert.equal(bars[1].all.height, 100);
    assert.equal(bars[1].selected.height, 0);
    assert.equal(thresholdX, 25);
    assert.deepEqual(
      yTicks.map(({ label }) => label),
      ['1', '10'],
    );
    assert.equal(histogramChart({ histogram, lastEntropy: NaN }, frame).thresholdX, undefined);
  });

  it('draw a fork a step, the more alike the nearer to the leaves', () => {
    const clusters = [
      { left: 0, right: 2, similarity: 0.5 },
      { left: 1, right: 3, similarity: 0.1 },
    ];
    const frame = { left: 0, right: 100, top: 0, rowHeight: 20 };
    const { leaves, forks } = dendrogram({ order: [1, 0, 2], clusters }, frame);
    assert.deepEqual(leaves, [
      { language: 1, y: 10 },
      { language: 0, y: 30 },
      { language: 2, y: 50 },
    ]);
    assert.ok(forks[0].x < forks[1].x && forks[1].x <= 100);
    assert.match(forks[0].path, /^M0\.0 30\.0H12\.0V50\.0H0\.0$/);
  });
});

describe('Where the reader of a report was', () => {
  it('comes back, and starts afresh from anything unexpected', () => {
    const stored = {
      settings: { method: 'lave', topRate: 0.02, filterRate: 0.9, activationBar: 0.8 },
      order: { ...startOrder, language: 'fr', sort: 'p:2' },
      neuron: { layer: 1, index: 5 },
    };
    assert.deepEqual(restoreNavigation(structuredClone(stored)), stored);
    const fresh = { settings: undefined, order: startOrder, neuron: undefined };
    for (const odd of [undefined, 7, [], { settings: { method: 'pv' }, order: 3, neuron: { layer: 'x' } }])
      assert.deepEqual(restoreNavigation(odd), fresh);
  });
});
