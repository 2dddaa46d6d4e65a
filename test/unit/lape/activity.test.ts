import assert from 'node:assert/strict';
import { activityScale, scaleActivity } from '../../../src/lape/activity';
import { selectNeurons } from '../../../src/lape/select';

describe('the scale of language activity', () => {
  const sets = selectNeurons(
    {
      languages: ['en', 'fr', 'zh'],
      layers: 2,
      dMlp: 2,
      // en fires neuron 0 and 2, fr neuron 0 a little, zh neuron 3.
      overZero: Float64Array.from([80, 0, 60, 0, /* fr */ 10, 0, 0, 0, /* zh */ 0, 0, 0, 40]),
      tokens: Float64Array.from([100, 100, 100]),
    },
    { topRate: 1, filterRate: 0, activationBar: 0.75 },
  );
  const scale = activityScale(sets);

  it('is 1 at what a language’s neurons do at home and 0 at what they do elsewhere', () => {
    // 12 probabilities, the 9th smallest is .1: en has neurons 0 and 2, zh neuron 3.
    assert.deepEqual(
      sets.members.map((list) => [...list]),
      [[0, 2], [], [3]],
    );
    assert.ok(Math.abs(scale.own[0] - (0.8 + 0.6) / 2) < 1e-12);
    assert.ok(Math.abs(scale.others[0] - (0.05 + 0) / 2) < 1e-12);
    assert.equal(scaleActivity(scale.own[0], scale.own[0], scale.others[0]), 1);
    assert.equal(scaleActivity(scale.others[0], scale.own[0], scale.others[0]), 0);
  });

  it('tells layers apart and leaves empty ones without a number', () => {
    assert.deepEqual([...scale.neuronsByLayer], [1, 0, 0, 1, 0, 1]);
    assert.equal(scale.ownByLayer[0], 0.8);
    assert.ok(Number.isNaN(scale.ownByLayer[1]));
  });

  it('has no number for a language without neurons', () => {
    assert.ok(Number.isNaN(scale.own[1]));
  });
});
