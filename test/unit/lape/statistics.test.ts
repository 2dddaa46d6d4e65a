import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cluster } from '../../../src/lape/cluster';
import { compareSets } from '../../../src/lape/comparison';
import { entropyHistogram } from '../../../src/lape/histogram';
import { countByLayer } from '../../../src/lape/layers';
import { jaccard, languageOverlap } from '../../../src/lape/overlap';
import type { NeuronSets } from '../../../src/lape/select';
import { selectNeurons } from '../../../src/lape/select';
import { anyCounts, anyThresholds } from './any-counts';

/** Three languages in two layers of four neurons. */
function sets(members: Record<string, number[]>): NeuronSets {
  const selected = [...new Set(Object.values(members).flat())].sort((a, b) => a - b);
  return {
    method: 'lape',
    languages: Object.keys(members),
    layers: 2,
    dMlp: 4,
    selected: Uint32Array.from(selected),
    entropy: new Float64Array(selected.length),
    members: Object.values(members).map((list) => Uint32Array.from(list)),
    probability: new Float64Array(8 * Object.keys(members).length),
    filter: 0,
    bar: 0,
    wanted: selected.length,
  };
}

describe('neurons by layer', () => {
  it('are counted for each language, and once whatever their languages', () => {
    const counted = countByLayer(sets({ en: [0, 1, 5], fr: [1], de: [] }));
    assert.deepEqual([...counted.perLanguage], [2, 1, 0, 1, 0, 0]);
    assert.deepEqual([...counted.selected], [2, 1]);
  });

  it('add up to the sets', () => {
    fc.assert(
      fc.property(anyCounts, anyThresholds, (counts, thresholds) => {
        const any = selectNeurons(counts, thresholds);
        const { perLanguage, selected } = countByLayer(any);
        assert.equal(
          selected.reduce((sum, count) => sum + count, 0),
          any.selected.length,
        );
        any.members.forEach((members, k) => {
          const inLayers = perLanguage.filter((_, cell) => cell % any.languages.length === k);
          assert.equal(
            inLayers.reduce((sum, count) => sum + count, 0),
            members.length,
          );
        });
      }),
    );
  });
});

describe('the overlap of languages', () => {
  it('is shared over united neurons', () => {
    const overlap = languageOverlap(sets({ en: [0, 1, 5], fr: [1, 5, 6], de: [] }));
    // {1, 5} of {0, 1, 5, 6}; nothing shared with nothing is no number.
    assert.deepEqual([...overlap], [1, 0.5, 0, 0.5, 1, 0, 0, 0, NaN]);
  });

  it('is what sets say, for any two lists', () => {
    const list = fc.uniqueArray(fc.nat(30)).map((values) => Uint32Array.from(values).sort());
    fc.assert(
      fc.property(list, list, (one, other) => {
        const united = new Set([...one, ...other]).size;
        const shared = one.filter((value) => other.includes(value)).length;
        assert.deepEqual(jaccard(one, other), shared / united);
      }),
    );
  });
});

describe('clustering', () => {
  it('joins the most similar first, by the mean over all pairs', () => {
    // en–de .6 first; fr joins them at (.2 + .4) / 2 = .3, before ja at .1.
    const similarity = Float64Array.from([
      1, 0.6, 0.2, 0.1, 0.6, 1, 0.4, 0, 0.2, 0.4, 1, 0.1, 0.1, 0, 0.1, 1,
    ]);
    const { merges, order } = cluster(similarity, 4);
    const rounded = merges.map((merge) => ({ ...merge, similarity: Number(merge.similarity.toFixed(6)) }));
    assert.deepEqual(rounded, [
      { left: 0, right: 1, similarity: 0.6, size: 2 },
      { left: 2, right: 4, similarity: 0.3, size: 3 },
      { left: 3, right: 5, similarity: 0.066667, size: 4 },
    ]);
    assert.deepEqual(order, [3, 2, 0, 1]);
  });

  it('keeps every item once, puts each cluster side by side, and never joins more tightly than before', () => {
    const matrix = fc.integer({ min: 1, max: 9 }).chain((items) =>
      fc
        .array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(NaN)), {
          minLength: items * items,
          maxLength: items * items,
        })
        .map((values) => {
          const symmetric = Float64Array.from(values, (_, i) => {
            const [row, column] = [Math.floor(i / items), i % items];
            return values[Math.min(row, column) * items + Math.max(row, column)];
          });
          return { items, symmetric };
        }),
    );
    fc.assert(
      fc.property(matrix, ({ items, symmetric }) => {
        const { merges, order } = cluster(symmetric, items);
        assert.deepEqual(
          [...order].sort((a, b) => a - b),
          Array.from({ length: items }, (_, i) => i),
        );
        assert.equal(merges.length, items - 1);
        const leaves: number[][] = Array.from({ length: items }, (_, i) => [i]);
        merges.forEach(({ left, right, similarity, size }, i) => {
          leaves.push([...leaves[left], ...leaves[right]]);
          const places = leaves.at(-1)!.map((leaf) => order.indexOf(leaf));
          assert.equal(places.length, size);
          assert.equal(Math.max(...places) - Math.min(...places), size - 1);
          if (i > 0) assert.ok(similarity <= merges[i - 1].similarity + 1e-12);
        });
      }),
    );
  });
});

describe('the distribution of entropies', () => {
  it('fills bins from 0 to ln K, the upper end included, and sets apart what never fires', () => {
    const entropy = Float64Array.from([0, 0.1, Math.log(4) / 2, Math.log(4), Infinity]);
    const { edges, counts, without } = entropyHistogram(entropy, 4, 2);
    assert.deepEqual([...edges], [0, Math.log(4) / 2, Math.log(4)]);
    assert.deepEqual([...counts], [2, 2]);
    assert.equal(without, 1);
  });
});

describe('comparing two sets', () => {
  it('tells what is shared, lost and gained, by language and over all', () => {
    const { languages, onlyInFirst, onlyInSecond, all } = compareSets(
      sets({ en: [0, 1, 5], de: [2] }),
      sets({ ja: [7], en: [1, 5, 6] }),
    );
    assert.deepEqual(
      [onlyInFirst, onlyInSecond, languages.map(({ language }) => language)],
      [['de'], ['ja'], ['en']],
    );
    const [en] = languages;
    assert.deepEqual([[...en.shared], [...en.lost], [...en.gained], en.overlap], [[1, 5], [0], [6], 0.5]);
    assert.deepEqual(
      [[...all.shared], [...all.lost], [...all.gained]],
      [
        [1, 5],
        [0, 2],
        [6, 7],
      ],
    );
  });

  it('refuses models of different shapes', () => {
    assert.throws(
      () => compareSets(sets({ en: [0] }), { ...sets({ en: [0] }), dMlp: 8 }),
      /these have 2 × 4 and 2 × 8/,
    );
  });
});
