import assert from 'node:assert/strict';
import { layProbe } from '../../../src/engine/probe';
import { layerActivity, shareActive, tokenActivity } from '../../../src/engine/reduce';
import { activityScale } from '../../../src/lape/activity';
import { selectNeurons } from '../../../src/lape/select';

/** Two layers of three neurons: en has 0 and 4, fr has 4 and 5; neuron 4 is both's. */
const sets = selectNeurons(
  {
    languages: ['en', 'fr', 'zh'],
    layers: 2,
    dMlp: 3,
    overZero: Float64Array.from([80, 0, 0, 0, 60, 0, /* fr */ 0, 0, 0, 0, 70, 90, /* zh */ 0, 5, 0, 0, 0, 0]),
    tokens: Float64Array.from([100, 100, 100]),
  },
  { topRate: 1, filterRate: 0.75, activationBar: 0.75 },
);
const scale = activityScale(sets);
const probe = layProbe(sets);

describe('from activations to activity', () => {
  it('asks each layer for its own neurons, once, however many languages share them', () => {
    assert.deepEqual(
      sets.members.map((list) => [...list]),
      [[0, 4], [4, 5], []],
    );
    assert.deepEqual(
      probe.byLayer.map((list) => [...list]),
      [[0], [1, 2]],
    );
    assert.deepEqual([...probe.neuron], [0, 4, 5]);
    assert.deepEqual(
      probe.ofLanguage.map((list) => [...list]),
      [[0, 1], [1, 2], []],
    );
    assert.deepEqual(probe.feeds['neurons.1'].dims, [2]);
    assert.deepEqual(probe.feeds['neurons.1'].data, BigInt64Array.from([1n, 2n]));
  });

  /** Three tokens × neurons 0, 4, 5. */
  const activations = Float32Array.from([2, 0.1, 0, /**/ 0, 3, 1, /**/ -1, 0, 0]);

  it('takes the share of a language’s neurons that are above zero, strictly', () => {
    const share = shareActive(activations, 3, probe.columns, probe.ofLanguage);
    assert.deepEqual([...share], [1, 0.5, 0, /**/ 0.5, 1, 0, /**/ 0, 0, 0]);
  });

  it('places the share between elsewhere and home, and is 0 for a language without neurons', () => {
    const activity = tokenActivity(shareActive(activations, 3, probe.columns, probe.ofLanguage), scale);
    // en: own (.8 + .6) / 2 = .7, others (0 + .35) / 2 = .175. (1 − .175) / (.7 − .175) = 1.5714…
    assert.ok(Math.abs(activity[0] - 0.825 / 0.525) < 1e-6);
    // (0 − .175) / .525
    assert.ok(Math.abs(activity[6] - -0.175 / 0.525) < 1e-6);
    assert.equal(activity[2], 0);
  });

  it('tells layers apart, and gives no number where a language has no neuron', () => {
    const byLayer = layerActivity(activations, 0, 3, probe, scale, sets.dMlp);
    // en in layer 0: neuron 0 fires on 1 of 3; own .8, others 0.
    assert.ok(Math.abs(byLayer[0] - 1 / 3 / 0.8) < 1e-6);
    assert.ok(Number.isNaN(byLayer[1]));
    // fr in layer 1: neurons 4, 5 fire on 3 of 6; own (.7 + .9) / 2, others (.3 + 0) / 2.
    assert.ok(Math.abs(byLayer[4] - (0.5 - 0.15) / (0.8 - 0.15)) < 1e-6);
    const one = layerActivity(activations, 1, 2, probe, scale, sets.dMlp);
    assert.ok(Math.abs(one[4] - (1 - 0.15) / (0.8 - 0.15)) < 1e-6);
  });
});
