import assert from 'node:assert/strict';
import fc from 'fast-check';
import { layerChart, spread } from '../../../webview/kit/layer-lines';

const frame = { left: 0, right: 100, top: 0, bottom: 50, labelHeight: 10 };

describe('the lines of activity by layer', () => {
  it('run from the first layer at the left to the last at the right, 0 at the bottom', () => {
    const { lines } = layerChart(Float32Array.of(0, 0.25, 0.5), 1, [0], frame);
    assert.equal(lines[0].path, 'M0.0 50.0L50.0 25.0L100.0 0.0');
  });

  it('have a gap where the language has no neuron, and a dot where a layer stands alone', () => {
    const { lines } = layerChart(Float32Array.of(0.5, 0.5, NaN, 0.5, NaN), 1, [0], frame);
    assert.equal(lines[0].path, 'M0.0 0.0L25.0 0.0');
    assert.deepEqual(lines[0].dots, [{ x: 75, y: 0 }]);
    assert.equal(lines[0].endX, 75);
  });

  it('leave out a language without neurons', () => {
    const { lines } = layerChart(Float32Array.of(NaN, 0.2, NaN, 0.3), 2, [0, 1], frame);
    assert.deepEqual(
      lines.map(({ language }) => language),
      [1],
    );
  });

  it('stay within the frame when activity does not stay within 0–1', () => {
    const { lines, yTicks } = layerChart(Float32Array.of(-0.4, 1.6), 1, [0], frame);
    assert.equal(lines[0].path, 'M0.0 50.0L100.0 0.0');
    assert.equal(yTicks.at(-1)?.value, 1);
  });

  it('label no more layers than there is room for', () => {
    const { xTicks } = layerChart(new Float32Array(80).fill(0.1), 1, [0], frame);
    assert.ok(xTicks.length <= 12);
    assert.equal(xTicks[0].layer, 0);
  });
});

describe('names at the ends of lines', () => {
  it('keep their distance and their order, and stay in the frame where there is room', () => {
    const places = fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(places, (given) => {
        const moved = spread(given, 10, 0, 200);
        const order = given.map((_, i) => i).sort((a, b) => given[a] - given[b]);
        order.slice(1).forEach((index, i) => {
          assert.ok(moved[index] - moved[order[i]] >= 10 - 1e-9);
        });
        for (const place of moved) assert.ok(place >= -1e-9 && place <= 200 + 1e-9, String(place));
      }),
    );
  });

  it('do not move where nothing is in their way', () => {
    assert.deepEqual(spread([30, 10, 50], 10, 0, 60), [30, 10, 50]);
  });
});
