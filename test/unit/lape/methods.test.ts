import assert from 'node:assert/strict';
import fc from 'fast-check';
import { randomControl } from '../../../src/lape/control';
import { selectByProbability } from '../../../src/lape/lap';
import type { ActivationCounts } from '../../../src/lape/lave';
import { measureMeans, selectByMean } from '../../../src/lape/lave';
import { measureActivations } from '../../../src/lape/measured';
import { atlasMethods, selectByMethod } from '../../../src/lape/method';
import { selectNormalised } from '../../../src/lape/normalised';
import type { NeuronSets } from '../../../src/lape/select';
import { selectFrom, selectNeurons } from '../../../src/lape/select';
import { selectByVariation, weightChange } from '../../../src/lape/variation';
import { anyCounts, anyThresholds } from './any-counts';

/** One layer of four neurons in two languages, 100 tokens each. */
const counts: ActivationCounts = {
  languages: ['en', 'fr'],
  layers: 1,
  dMlp: 4,
  overZero: Float64Array.from([96, 50, 10, 0, /* fr */ 97, 0, 30, 0]),
  activationSum: Float64Array.from([100, 300, -20, -1, /* fr */ 100, 100, 40, 10]),
  tokens: Float64Array.from([100, 100]),
};
const all = { topRate: 1, filterRate: 0, activationBar: 0 };
const lists = (sets: NeuronSets) => sets.members.map((members) => [...members]);

describe('LAP', () => {
  it('takes what fires on more than the share of a language’s tokens, for every language on its own', () => {
    const measured = measureActivations(counts);
    assert.deepEqual(lists(selectByProbability(measured)), [[0], [0]]);
    // Strictly above: .96 is not above .96.
    assert.deepEqual(lists(selectByProbability(measured, 0.96)), [[], [0]]);
    assert.deepEqual(lists(selectByProbability(measured, 0.3)), [[0, 1], [0]]);
  });
});

describe('LAVE', () => {
  it('compares mean activations, with negative means as 0', () => {
    const means = measureMeans(counts);
    assert.deepEqual([...means.values], [1, 3, 0, 0, 1, 1, 0.4, 0.1]);
    // n0 is even, n1 ¾ : ¼, n2 and n3 are in one language alone.
    assert.equal(means.entropy[0], Math.round(Math.log(2) * 1e12) / 1e12);
    assert.ok(Math.abs(means.entropy[1] - 0.5623351446188083) < 1e-11);
    assert.deepEqual([...means.entropy.slice(2)], [0, 0]);
    assert.deepEqual(lists(selectByMean(means, all)), [
      [0, 1],
      [0, 1, 2, 3],
    ]);
  });

  it('takes the busier of two neurons with equal entropy', () => {
    const swapped = { ...counts, activationSum: Float64Array.from([0, 0, 0, 0, 10, 40, 20, 30]) };
    const sets = selectByMean(measureMeans(swapped), { ...all, topRate: 0.5 });
    assert.deepEqual([...sets.selected], [1, 3]);
  });
});

describe('PV', () => {
  it('measures how far a neuron’s weights moved, by their length', () => {
    const before = Float32Array.from([3, 4, 0, 0, 1, 0]);
    const after = Float32Array.from([3, 9, 0, 2, 1, 0]);
    assert.deepEqual([...weightChange(before, after, 2)], [1, 2, 0]);
    assert.throws(() => weightChange(before, after, 4), /\[neuron, width\]/);
  });

  it('selects what tuning on one language moved and tuning on the other did not', () => {
    const change = Float64Array.from([0.1, 0.5, 0, 0.2, /* fr */ 0.1, 0, 0, 0.6]);
    const sets = selectByVariation(counts, change, { topRate: 0.5, filterRate: 0, activationBar: 0.5 });
    assert.deepEqual([...sets.selected], [1, 3]);
    // The 4th smallest of 0 0 0 .1 .1 .2 .5 .6 is .1.
    assert.equal(sets.bar, 0.1);
    assert.deepEqual(lists(sets), [[1, 3], [3]]);
    assert.equal(sets.method, 'pv');
    assert.throws(
      () =>
        selectByVariation(
          counts,
          change.map(() => NaN),
          all,
        ),
      /value is NaN/,
    );
  });
});

describe('the normalised variant', () => {
  it('trades entropy against activity by λ', () => {
    // H / ln 2 and max p: n0 ≈1, .97; n1 0, .5; n2 .811, .3; n3 never fires.
    const measured = measureActivations(counts);
    const order = (weight: number, topRate: number) => [
      ...selectNormalised(measured, { ...all, topRate }, weight).selected,
    ];
    assert.deepEqual(order(0, 0.5), [1, 2]);
    // λ = 1: n0 .03, n1 −.5, n2 .51.
    assert.deepEqual(order(1, 0.5), [0, 1]);
    assert.deepEqual(order(1, 1), [0, 1, 2]);
    assert.throws(() => selectNormalised(measured, all, -1), /λ is -1/);
  });
});

describe('the random control', () => {
  const sizes = ({ layers, dMlp, members }: NeuronSets) =>
    members.map((neurons) =>
      Array.from(
        { length: layers },
        (_, layer) => neurons.filter((neuron) => Math.floor(neuron / dMlp) === layer).length,
      ),
    );
  const together = ({ members }: NeuronSets) =>
    members.map((one) => members.map((other) => one.filter((neuron) => other.includes(neuron)).length));

  it('has as many neurons in every language and layer, and as many shared', () => {
    fc.assert(
      fc.property(anyCounts, anyThresholds, fc.nat(), (any, thresholds, seed) => {
        const sets = selectNeurons(any, thresholds);
        const control = randomControl(sets, seed);
        assert.deepEqual(sizes(control), sizes(sets));
        assert.deepEqual(together(control), together(sets));
        assert.equal(new Set(control.selected).size, sets.selected.length);
      }),
    );
  });

  it('holds none of the neurons it controls for where the layer has enough others', () => {
    fc.assert(
      fc.property(anyCounts, fc.double({ min: 0, max: 0.5, noNaN: true }), fc.nat(), (any, topRate, seed) => {
        const oneLayer = { ...any, layers: 1, dMlp: any.dMlp * any.layers };
        const sets = selectNeurons(oneLayer, { topRate, filterRate: 0, activationBar: 0 });
        fc.pre(sets.selected.length <= oneLayer.dMlp / 2);
        const control = randomControl(sets, seed);
        assert.deepEqual([...control.selected.filter((neuron) => sets.selected.includes(neuron))], []);
      }),
    );
  });

  it('is the same for one seed, and another for another', () => {
    const dMlp = 1000;
    const overZero = Float64Array.from({ length: 2 * dMlp }, (_, i) => i % 100);
    const wide = {
      languages: ['en', 'fr'],
      layers: 1,
      dMlp,
      overZero,
      tokens: Float64Array.from([100, 100]),
    };
    const sets = selectNeurons(wide, { topRate: 0.1, filterRate: 0, activationBar: 0 });
    assert.deepEqual(randomControl(sets, 7), randomControl(sets, 7));
    assert.notDeepEqual(randomControl(sets, 7).selected, randomControl(sets, 8).selected);
  });
});

describe('every method', () => {
  it('gives sets whose members are selected, sorted and above the bar', () => {
    fc.assert(
      fc.property(anyCounts, anyThresholds, fc.constantFrom(...atlasMethods), (any, thresholds, method) => {
        const sets = selectByMethod(any, method, thresholds);
        assert.equal(sets.method, method);
        assert.deepEqual(sets.selected, sets.selected.slice().sort());
        for (const members of sets.members) {
          assert.deepEqual(members, members.slice().sort());
          assert.ok(members.every((neuron) => sets.selected.includes(neuron)));
        }
      }),
    );
  });

  it('LAPE gives the same in one step and with what is measured once', () => {
    fc.assert(
      fc.property(anyCounts, fc.array(anyThresholds, { minLength: 1, maxLength: 3 }), (any, steps) => {
        const measured = measureActivations(any);
        for (const thresholds of steps) {
          assert.deepEqual(selectFrom(measured, thresholds), selectNeurons(any, thresholds));
        }
      }),
    );
  });
});
