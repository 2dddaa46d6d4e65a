import assert from 'node:assert/strict';
import fc from 'fast-check';
import { logSumExp } from '../../../src/engine/log-sum-exp';
import type { Sampler } from '../../../src/engine/sampling';
import { argmax, createSampler, largest } from '../../../src/engine/sampling';
import type { Sampling } from '../../../src/steering/options';

const greedy: Sampling = { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 };
const none = new Set<number>();
const choose = (sampler: Sampler, logits: Float32Array) => sampler(logits.slice(), argmax(logits));
const logs = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);

/** How often each token is drawn from the same logits. */
function drawn(sampling: Partial<Sampling>, logits: Float32Array, times = 4000, seen = none): number[] {
  const sampler = createSampler({ ...greedy, temperature: 1, ...sampling }, seen);
  const counts = Array<number>(logits.length).fill(0);
  for (let i = 0; i < times; i++) counts[choose(sampler, logits)]++;
  return counts;
}
const about = (count: number, share: number, times = 4000) => {
  // Five standard deviations of a binomial count.
  const slack = 5 * Math.sqrt(times * share * (1 - share)) + 1;
  assert.ok(Math.abs(count - times * share) < slack, `${count} of ${times} is not about ${share}`);
};

describe('choosing the next token', () => {
  it('greedily takes the most probable one, the first of equals', () => {
    const sampler = createSampler(greedy, none);
    assert.equal(choose(sampler, Float32Array.of(1, 3, 3, 2)), 1);
  });

  it('draws in proportion to the probabilities', () => {
    const counts = drawn({}, logs(0.5, 0.25, 0.125, 0.125));
    [0.5, 0.25, 0.125, 0.125].forEach((share, id) => about(counts[id], share));
  });

  it('sharpens with a low temperature: at ½, probabilities go with their squares', () => {
    const counts = drawn({ temperature: 0.5 }, logs(0.75, 0.25));
    about(counts[0], 0.9);
  });

  it('keeps the k most probable, and scales them up', () => {
    const counts = drawn({ topK: 2 }, logs(0.1, 0.3, 0.6));
    assert.equal(counts[0], 0);
    about(counts[2], 2 / 3);
  });

  it('keeps the fewest that together reach p, at least one', () => {
    const counts = drawn({ topP: 0.7 }, logs(0.5, 0.3, 0.2));
    assert.equal(counts[2], 0);
    about(counts[0], 5 / 8);
    assert.deepEqual(drawn({ topP: 0.001 }, logs(0.5, 0.3, 0.2), 50), [50, 0, 0]);
  });

  it('measures p within what k left over', () => {
    // Of {0.4, 0.3}, rescaled to 0.57 and 0.43, the first alone reaches 0.5.
    assert.deepEqual(drawn({ topK: 2, topP: 0.5 }, logs(0.4, 0.3, 0.3), 50), [50, 0, 0]);
  });

  it('penalizes what is already there, on both sides of zero', () => {
    const sampler = createSampler({ ...greedy, repetitionPenalty: 2 }, new Set([0]));
    assert.equal(choose(sampler, Float32Array.of(3, 2)), 1);
    assert.equal(choose(sampler, Float32Array.of(-1, -1.5)), 1);
    assert.equal(choose(sampler, Float32Array.of(5, 2)), 0);
  });

  it('draws the same with the same seed, and otherwise with another', () => {
    const logits = Float32Array.from({ length: 100 }, (_, i) => Math.sin(i));
    const sequence = (seed: number) => {
      const sampler = createSampler({ ...greedy, temperature: 1, seed }, none);
      return Array.from({ length: 20 }, () => choose(sampler, logits));
    };
    assert.deepEqual(sequence(7), sequence(7));
    assert.notDeepEqual(sequence(7), sequence(8));
  });

  it('chooses nothing where nothing is a number', () => {
    const nan = Float32Array.of(NaN, NaN);
    assert.equal(choose(createSampler(greedy, none), nan), -1);
    for (const cuts of [{}, { topK: 1 }, { topP: 0.5 }]) {
      assert.equal(choose(createSampler({ ...greedy, temperature: 1, ...cuts }, none), nan), -1);
    }
  });

  it('refuses settings that cannot be', () => {
    const wrong: Partial<Sampling>[] = [
      { temperature: -1 },
      { temperature: NaN },
      { topK: 1.5 },
      { topP: 0 },
      { topP: 1.1 },
      { repetitionPenalty: 0 },
      { seed: 0.5 },
    ];
    for (const settings of wrong) {
      assert.throws(() => createSampler({ ...greedy, ...settings }, none), {
        code: 'intervention-invalid',
        message: /Change it\.$/,
      });
    }
  });
});

describe('reading logits', () => {
  it('finds the largest in falling order, however many are asked for', () => {
    const values = fc.array(fc.float({ noDefaultInfinity: true, noNaN: true }), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 20 }), (list, count) => {
        const array = Float32Array.from(list);
        const expected = [...array.keys()].sort((a, b) => array[b] - array[a] || a - b).slice(0, count);
        assert.deepEqual([...largest(array, count)], expected);
        assert.equal(argmax(array), expected[0]);
      }),
    );
  });

  it('sums exponentials without overflow, and tells what is not a number', () => {
    const sum = (...logits: number[]) => logSumExp(Float32Array.from(logits), Math.max(...logits));
    assert.ok(Math.abs(sum(1000, 1000) - (1000 + Math.LN2)) < 1e-9);
    assert.equal(sum(-Infinity, 0), 0);
    assert.ok(Number.isNaN(logSumExp(Float32Array.of(1, NaN), 1)));
    assert.ok(Number.isNaN(sum(1, Infinity)));
    assert.ok(Number.isNaN(sum(-Infinity, -Infinity)));
  });

  it('sums exponentials as exactly as probabilities are shown', () => {
    const values = fc.array(fc.float({ min: -60, max: 60, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(values, (list) => {
        const logits = Float32Array.from(list);
        const most = Math.max(...logits);
        const exact = most + Math.log(logits.reduce((total, logit) => total + Math.exp(logit - most), 0));
        assert.ok(Math.abs(logSumExp(logits, most) - exact) < 2e-6 * Math.max(1, Math.abs(exact)));
      }),
    );
  });
});
