import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Counts } from '../../../src/lape/counts';
import { activationProbabilities } from '../../../src/lape/counts';
import { selectNeurons } from '../../../src/lape/select';
import { anyCounts, anyThresholds } from './any-counts';

const paper = { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 };

/** Two layers of two neurons in two languages, 100 tokens each. */
function smallCounts(): Counts {
  return {
    languages: ['en', 'fr'],
    layers: 2,
    dMlp: 2,
    overZero: Float64Array.from([80, 50, 10, 0, /* fr */ 0, 50, 30, 0]),
    tokens: Float64Array.from([100, 100]),
  };
}

describe('LAPE by hand', () => {
  it('keeps what one language alone fires and leaves out what all fire or none does', () => {
    // p: n0 .8/.0 (H 0), n1 .5/.5 (H ln 2), n2 .1/.3, n3 0/0 (out). round(.5·4) = 2 neurons.
    const sets = selectNeurons(smallCounts(), { topRate: 0.5, filterRate: 0, activationBar: 0 });
    assert.deepEqual([...sets.selected], [0, 2]);
    assert.equal(sets.entropy[0], 0);
    // p' = .25/.75: H = −(.25 ln .25 + .75 ln .75) = 0.562335…
    assert.ok(Math.abs(sets.entropy[1] - 0.5623351446188083) < 1e-11);
    assert.deepEqual(
      sets.members.map((list) => [...list]),
      [[0, 2], [2]],
    );
  });

  it('takes the filter as the round(rate · n)-th smallest of all probabilities, strictly exceeded', () => {
    // Sorted p: 0 0 0 .1 .3 .5 .5 .8; round(.75 · 8) = 6th = .5: only n0 exceeds it.
    const sets = selectNeurons(smallCounts(), { topRate: 1, filterRate: 0.75, activationBar: 0.75 });
    assert.equal(sets.filter, 0.5);
    assert.deepEqual([...sets.selected], [0]);
    assert.equal(sets.wanted, 4);
  });

  it('keeps languages that end up without neurons', () => {
    const sets = selectNeurons(smallCounts(), { topRate: 0.25, filterRate: 0.75, activationBar: 0.75 });
    assert.deepEqual(
      sets.members.map((list) => [...list]),
      [[0], []],
    );
  });

  it('gives ties to the lower neuron', () => {
    const counts: Counts = { ...smallCounts(), overZero: Float64Array.from([5, 9, 7, 6, 0, 0, 0, 0]) };
    const sets = selectNeurons(counts, { topRate: 0.5, filterRate: 0, activationBar: 0 });
    assert.deepEqual([...sets.selected], [0, 1]);
  });

  it('selects nothing when nothing ever fires', () => {
    const sets = selectNeurons({ ...smallCounts(), overZero: new Float64Array(8) }, paper);
    assert.equal(sets.selected.length, 0);
  });
});

describe('LAPE refuses', () => {
  it('more activations than tokens, and says in which language', () => {
    const counts = { ...smallCounts(), tokens: Float64Array.from([100, 40]) };
    assert.throws(() => activationProbabilities(counts), /50 of 40 tokens in fr/);
  });

  it('a language without tokens', () => {
    const counts = { ...smallCounts(), tokens: Float64Array.from([100, 0]) };
    assert.throws(() => activationProbabilities(counts), /No tokens were counted in fr/);
  });

  it('a single language, and thresholds that are no rates', () => {
    const one: Counts = {
      languages: ['en'],
      layers: 1,
      dMlp: 1,
      overZero: new Float64Array(1),
      tokens: new Float64Array([1]),
    };
    assert.throws(() => selectNeurons(one, paper), /at least two/);
    assert.throws(() => selectNeurons(smallCounts(), { ...paper, topRate: NaN }), /topRate is NaN/);
  });
});

describe('LAPE in general', () => {
  it('does not depend on the order of the languages', () => {
    fc.assert(
      fc.property(anyCounts, anyThresholds, (counts, thresholds) => {
        const size = counts.layers * counts.dMlp;
        const reversed: Counts = {
          ...counts,
          languages: [...counts.languages].reverse(),
          overZero: Float64Array.from(
            [...counts.languages.keys()]
              .reverse()
              .flatMap((k) => [...counts.overZero.slice(k * size, (k + 1) * size)]),
          ),
        };
        const one = selectNeurons(counts, thresholds);
        const other = selectNeurons(reversed, thresholds);
        assert.deepEqual(other.selected, one.selected);
        assert.deepEqual([...other.members].reverse(), one.members);
      }),
    );
  });

  it('does not change when tokens and counts grow together', () => {
    fc.assert(
      fc.property(anyCounts, anyThresholds, fc.constantFrom(2, 8, 1024), (counts, thresholds, factor) => {
        const scaled: Counts = {
          ...counts,
          overZero: counts.overZero.map((count) => count * factor),
          tokens: counts.tokens.map((count) => count * factor),
        };
        assert.deepEqual(
          selectNeurons(scaled, thresholds).members,
          selectNeurons(counts, thresholds).members,
        );
      }),
    );
  });

  it('never selects a neuron that no language fires, and never more than asked for', () => {
    fc.assert(
      fc.property(anyCounts, anyThresholds, (counts, thresholds) => {
        const { selected, wanted } = selectNeurons(counts, thresholds);
        const size = counts.layers * counts.dMlp;
        assert.ok(selected.length <= wanted);
        for (const neuron of selected) {
          assert.ok(counts.languages.some((_, k) => counts.overZero[k * size + neuron] > 0));
        }
      }),
    );
  });

  it('leaves out no neuron of lower entropy than one it takes', () => {
    fc.assert(
      fc.property(anyCounts, fc.double({ min: 0, max: 1, noNaN: true }), (counts, topRate) => {
        const all = selectNeurons(counts, { topRate: 1, filterRate: 0.5, activationBar: 0.5 });
        const some = selectNeurons(counts, { topRate, filterRate: 0.5, activationBar: 0.5 });
        const taken = new Set(some.selected);
        const highest = Math.max(...some.entropy, -Infinity);
        all.selected.forEach((neuron, i) => {
          if (!taken.has(neuron) && taken.size > 0) assert.ok(all.entropy[i] >= highest);
        });
      }),
    );
  });
});
