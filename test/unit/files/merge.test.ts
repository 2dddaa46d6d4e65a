import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fixed } from '../../../src/engine/fixed';
import type { Atlas } from '../../../src/files/atlas';
import { mergeAtlases } from '../../../src/files/merge';
import { BabelscopeError } from '../../../src/rpc/failure';

/** What one batch of a language added: its tokens, its counts and its float32 sums. */
interface Added {
  language: number;
  tokens: number;
  overZero: number[];
  sums: number[];
}

const [languages, neurons] = [['en', 'fr'], 3];

function atlasOf(batches: readonly Added[], more: Partial<Atlas['about']['settings']> = {}): Atlas {
  const atlas: Atlas = {
    languages,
    layers: 1,
    dMlp: neurons,
    dModel: 1,
    overZero: new Float64Array(6),
    tokens: new Float64Array(2),
    activationSum: new Float64Array(6),
    residualSum: new Float64Array(4),
    about: {
      model: 'm',
      modelName: 'tiny',
      corpora: languages.map((language) => ({
        language,
        files: [{ name: `${language}.txt`, bytes: 9, sha256: `${language}0` }],
        documents: 3,
      })),
      settings: { tokensPerLanguage: 100, rowLength: 8, seed: 0, ...more },
      versions: { node: '20' },
      date: '2026-01-01T00:00:00.000Z',
    },
  };
  const blocks = { count: 2, overZero: new Int32Array(12), tokens: new Float64Array(4) };
  for (const { language, tokens, overZero, sums } of batches) {
    const block = tokens % 2;
    blocks.tokens[block * 2 + language] += tokens;
    overZero.forEach((count, i) => (blocks.overZero[(block * 2 + language) * neurons + i] += count));
    atlas.tokens[language] += tokens;
    for (let i = 0; i < neurons; i++) {
      atlas.overZero[language * neurons + i] += overZero[i];
      atlas.activationSum[language * neurons + i] += fixed(Math.fround(sums[i]));
    }
    atlas.residualSum[language * 2] += fixed(Math.fround(sums[0]));
  }
  return { ...atlas, blocks };
}

const added = fc.record({
  language: fc.nat(1),
  tokens: fc.integer({ min: 1, max: 4096 }),
  overZero: fc.array(fc.nat(4096), { minLength: neurons, maxLength: neurons }),
  sums: fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: neurons, maxLength: neurons }),
});

function refused(code: string, reason: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof BabelscopeError && error.code === code, String(error));
    assert.match(error.message, reason);
    return true;
  };
}

describe('merging', () => {
  it('all shards of a run gives exactly the run, for any number of shards in any order', () => {
    fc.assert(
      fc.property(
        fc.array(added, { maxLength: 40 }),
        fc.integer({ min: 2, max: 9 }),
        fc.nat(),
        (batches, of, rotation) => {
          const shards = Array.from({ length: of }, (_, i) =>
            atlasOf(
              batches.filter((_, batch) => batch % of === i),
              { shard: { index: i + 1, of } },
            ),
          );
          const turned = shards.map((_, i) => shards[(i + rotation) % of]);
          assert.deepEqual(mergeAtlases(turned), atlasOf(batches));
        },
      ),
    );
  });

  it('runs over different texts adds up counts and names all texts', () => {
    const batch: Added = { language: 0, tokens: 10, overZero: [1, 2, 3], sums: [0.5, 0, -1] };
    const [one, other] = [atlasOf([batch]), atlasOf([batch, batch])];
    other.about.corpora.forEach(({ files }) => (files[0].sha256 += 'other'));
    const merged = mergeAtlases([one, other]);
    assert.deepEqual([...merged.tokens], [30, 0]);
    assert.deepEqual([...merged.overZero], [3, 6, 9, 0, 0, 0]);
    assert.deepEqual([...(merged.blocks?.overZero ?? [])], [3, 6, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const { blocks: _, ...without } = other;
    assert.equal('blocks' in mergeAtlases([one, without]), false);
    assert.deepEqual(
      merged.about.corpora[0].files.map(({ sha256 }) => sha256),
      ['en0', 'en0other'],
    );
    assert.equal(merged.about.corpora[0].documents, 6);
  });

  it('is refused where it would be wrong', () => {
    const shard = (index: number, of = 3) => atlasOf([], { shard: { index, of } });
    const changed = (change: (atlas: Atlas) => void) => {
      const atlas = shard(2);
      change(atlas);
      return atlas;
    };
    const cases: [Atlas[], string, RegExp][] = [
      [[shard(1)], 'atlas-broken', /fewer than two/],
      [[shard(1), shard(2)], 'atlas-broken', /of 3 shards one is missing: 3/],
      [[shard(1), shard(2), shard(2)], 'atlas-broken', /shard 2 of 3 is there twice/],
      [[shard(1), shard(2, 2), shard(3)], 'atlas-broken', /different runs/],
      [[shard(1), atlasOf([])], 'atlas-broken', /different runs/],
      [
        [shard(1), changed(({ about }) => (about.settings.seed = 5)), shard(3)],
        'atlas-broken',
        /different runs/,
      ],
      [
        [shard(1), changed(({ about }) => (about.corpora[0].files[0].sha256 = 'x')), shard(3)],
        'atlas-broken',
        /different runs/,
      ],
      [[atlasOf([]), atlasOf([])], 'atlas-broken', /en\.txt was counted in two/],
      [
        [shard(1), changed((atlas) => (atlas.languages = ['en', 'de']))],
        'atlas-broken',
        /different languages/,
      ],
      [[shard(1), changed(({ about }) => (about.model = 'n'))], 'atlas-other-model', /different models/],
      [
        [shard(1), changed(({ about }) => (about.settings.rowLength = 4))],
        'atlas-broken',
        /different lengths/,
      ],
    ];
    for (const [atlases, code, reason] of cases) {
      assert.throws(() => mergeAtlases(atlases), refused(code, reason));
    }
  });
});

describe('sums in steps', () => {
  it('are the same in any order, and near what was summed', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(Math.fround), {
      maxLength: 50,
    });
    fc.assert(
      fc.property(values, (list) => {
        const total = (numbers: number[]) => numbers.reduce((sum, value) => sum + fixed(value), 0);
        assert.equal(total([...list].reverse()), total(list));
        const plain = list.reduce((sum, value) => sum + value, 0);
        assert.ok(Math.abs(total(list) - plain) <= list.length * 2 ** -17 + 1e-6);
      }),
    );
  });
});
