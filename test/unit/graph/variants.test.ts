import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { Tensor } from '../../../src/engine/runtime';
import { Fixture, fixtureNames } from './fixture';

/** How far numbers may be from transformers', by how the export stores and computes them. */
function tolerance(name: string): number | undefined {
  // These two round the weights or the activations: torch does not follow.
  if (name.includes('int4') || name.includes('dynamic')) return undefined;
  return name.includes('fp16') ? 3e-2 : 1e-4;
}

/** fp16 on the CPU is computed in fp32 between casts, and other casts round elsewhere. */
function exactness(name: string): number {
  return name.includes('fp16') ? 1e-2 : 0;
}

/** Largest difference over the real tokens; rows of `width` per token. */
function difference(a: Float32Array, b: Float32Array, mask: Uint8Array): number {
  assert.equal(a.length, b.length);
  const width = a.length / mask.length;
  return a.reduce((most, value, index) => {
    const apart = mask[Math.floor(index / width)] ? Math.abs(value - b[index]) : 0;
    assert.ok(!Number.isNaN(apart));
    return Math.max(most, apart);
  }, 0);
}

for (const name of fixtureNames) {
  describe(`the variants of ${name}`, () => {
    let directory: string;
    let fixture: Fixture;
    let inspected: Record<string, Float32Array>;
    let plain: Float32Array;
    const near = tolerance(name);

    before(async () => {
      directory = await mkdtemp(join(tmpdir(), 'babelscope-graph-'));
      fixture = await Fixture.open(name, directory);
      const everyNeuron = [...Array(fixture.anatomy.dMlp).keys()];
      inspected = await fixture.run('inspect', fixture.neurons(everyNeuron));
      plain = await fixture.plain();
    });
    after(async () => {
      await fixture.close();
      await rm(directory, { recursive: true, force: true });
    });

    it('find every layer', () => {
      assert.equal(fixture.anatomy.layers, fixture.expected.layers);
    });

    if (near !== undefined) {
      it('give the activations that transformers computes', () => {
        for (let layer = 0; layer < fixture.anatomy.layers; layer += 1) {
          const expected = fixture.expected.tensors.get(`activation.${layer}`)!;
          assert.deepEqual(expected.shape, [fixture.batch, fixture.sequence, fixture.anatomy.dMlp]);
          const apart = difference(inspected[`activations.${layer}`], expected.data, fixture.mask);
          assert.ok(apart < near, `layer ${layer}: ${apart}`);
          assert.ok(expected.data.some((value) => value > 10 * near));
        }
      });

      it('give the residuals that transformers computes, from the embedding to the final norm', () => {
        for (let layer = 0; layer <= fixture.anatomy.layers; layer += 1) {
          const expected = fixture.expected.tensors.get(`residual.${layer}`)!;
          const apart = difference(inspected[`residual.${layer}`], expected.data, fixture.mask);
          assert.ok(apart < near, `residual ${layer}: ${apart}`);
        }
      });

      it('leave the plain model as transformers has it', () => {
        const apart = difference(plain, fixture.expected.tensors.get('logits')!.data, fixture.mask);
        assert.ok(apart < near, String(apart));
      });
    }

    it('begin at the embedding', () => {
      const embedded = fixture.expected.tensors.get('residual.0')!.data;
      // int8 tables are within half a step of the embedding.
      const apart = difference(inspected['residual.0'], embedded, fixture.mask);
      assert.ok(apart < (near ?? 0.05), String(apart));
    });

    it('count each real token whose activation is above zero, and no padding', async () => {
      const { batch, sequence, mask, anatomy } = fixture;
      const tokenMask = new Tensor('uint8', mask, [batch, sequence]);
      const counted = await fixture.run('count', { token_mask: tokenMask, ...lookInto(fixture, [0]) });
      for (let layer = 0; layer < anatomy.layers; layer += 1) {
        const activations = inspected[`activations.${layer}`];
        const over = perNeuron(activations, mask, (value) => (value > 0 ? 1 : 0));
        assert.deepEqual(counted[`over_zero.${layer}`], over);
        if (near !== undefined && exactness(name) === 0) {
          const { data } = fixture.expected.tensors.get(`activation.${layer}`)!;
          assert.deepEqual(
            counted[`over_zero.${layer}`],
            perNeuron(data, mask, (value) => (value > 0 ? 1 : 0)),
          );
        }
        close(
          counted[`activation_sum.${layer}`],
          perNeuron(activations, mask, (value) => value),
        );
      }
      for (let layer = 0; layer <= anatomy.layers; layer += 1) {
        const residual = perNeuron(inspected[`residual.${layer}`], mask, (value) => value);
        close(counted[`residual_sum.${layer}`], residual);
      }
    });

    it('tell where each neuron is most active in the rows asked for, and nowhere in padding', async () => {
      const { batch, sequence, mask, anatomy } = fixture;
      const tokenMask = new Tensor('uint8', mask, [batch, sequence]);
      const rows = [...Array(batch).keys()].reverse();
      const counted = await fixture.run('count', { token_mask: tokenMask, ...lookInto(fixture, rows) });
      for (let layer = 0; layer < anatomy.layers; layer += 1) {
        const activations = inspected[`activations.${layer}`];
        const width = activations.length / mask.length;
        rows.forEach((row, i) => {
          for (let neuron = 0; neuron < width; neuron += 1) {
            const values = Array.from({ length: sequence }, (_, at) => {
              const token = row * sequence + at;
              return mask[token] * activations[token * width + neuron];
            });
            const [value, at] = [`peak.${layer}`, `peak_at.${layer}`].map(
              (output) => counted[output][i * width + neuron],
            );
            const within = Math.max(exactness(name), 1e-5);
            assert.ok(Math.abs(value - Math.max(...values)) < within, `${value} of ${values.join()}`);
            assert.ok(Math.abs(values[at] - value) < within, `${value} is not at ${at} of ${values.join()}`);
          }
        });
      }
    });

    it('tell how likely each token is, plainly and with neurons off', async () => {
      const { batch, sequence, anatomy } = fixture;
      const width = anatomy.vocabulary;
      const targets = Array.from({ length: batch * sequence }, (_, token) => (token * 7) % width);
      const ids = BigInt64Array.from(targets, BigInt);
      for (const scale of [1, 0]) {
        const feed = fixture.steering(scale, 0, () => 0);
        const steered = await fixture.run('steer', feed);
        const logits = steered[anatomy.logits];
        const { log_probability: told } = await fixture.run('ablate', {
          ...feed,
          targets: new Tensor('int64', ids, [batch, sequence]),
        });
        const expected = targets.map((target, token) => {
          const row = [...logits.subarray(token * width, (token + 1) * width)];
          const most = Math.max(...row);
          return row[target] - most - Math.log(row.reduce((sum, x) => sum + Math.exp(x - most), 0));
        });
        const apart = difference(told, Float32Array.from(expected), fixture.mask);
        assert.ok(apart < Math.max(exactness(name), 1e-5), `scale ${scale}: ${apart}`);
      }
    });

    it('read the last residual as the plain logits', async () => {
      const { batch, sequence, anatomy, mask } = fixture;
      const last = inspected[`residual.${anatomy.layers}`];
      const residual = new Tensor(last, [batch * sequence, anatomy.dModel]);
      const { logits } = await fixture.run('lens', { residual });
      const apart = difference(logits, plain, mask);
      assert.ok(apart <= Math.max(exactness(name), 1e-5), String(apart));
    });

    it('steer nowhere when neutral, exactly', async () => {
      const outputs = await fixture.run(
        'steer',
        fixture.steering(1, 0, () => 0),
      );
      const apart = difference(outputs[fixture.anatomy.logits], plain, fixture.mask);
      assert.ok(apart <= exactness(name), String(apart));
    });

    for (const [what, scale, offset, push] of [
      ['activations are zeroed', 0, 0, 0],
      ['activations are raised', 1, 1, 0],
      ['the residual is pushed', 1, 0, 1],
    ] as const) {
      it(`change the logits when ${what}`, async () => {
        const feed = fixture.steering(scale, offset, (index) => push * (index % 3));
        const outputs = await fixture.run('steer', feed);
        assert.ok(difference(outputs[fixture.anatomy.logits], plain, fixture.mask) > 0.1);
      });
    }

    it('steer the same with the cache as without', async () => {
      if (!fixture.anatomy.cache) return;
      const feed = fixture.steering(1.5, 0.2, (index) => (index % 3) / 5);
      const [whole, stepped] = [await fixture.inSteps([7], feed), await fixture.inSteps([4, 1, 1, 1], feed)];
      // Dynamic quantization takes its scale from all tokens of a call at once.
      const near = name.includes('dynamic') ? 0.5 : name.includes('fp16') ? 3e-2 : 1e-4;
      const apart = difference(stepped, whole, new Uint8Array(fixture.sequence).fill(1));
      assert.ok(apart < near, String(apart));
    });

    it('hand out chosen neurons in the order asked, or none', async () => {
      const some = await fixture.run('inspect', fixture.neurons([3, 0, 3]));
      const { dMlp } = fixture.anatomy;
      const whole = inspected['activations.0'];
      const expected = Array.from({ length: whole.length / dMlp }, (_, token) =>
        [3, 0, 3].map((n) => whole[token * dMlp + n]),
      );
      assert.deepEqual(some['activations.0'], Float32Array.from(expected.flat()));
      const none = await fixture.run('inspect', fixture.neurons([]));
      assert.equal(none['activations.0'].length, 0);
    });
  });
}

/** Sums over the real tokens: [tokens, width] → [width]. */
function perNeuron(values: Float32Array, mask: Uint8Array, of: (value: number) => number): Float32Array {
  const width = values.length / mask.length;
  const sums = new Float64Array(width);
  values.forEach((value, index) => {
    if (mask[Math.floor(index / width)]) sums[index % width] += of(value);
  });
  return Float32Array.from(sums);
}

function close(actual: Float32Array, expected: Float32Array): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, index) => {
    const apart = Math.abs(value - expected[index]);
    assert.ok(apart <= 1e-4 * Math.max(1, Math.abs(expected[index])), `${value} is not ${expected[index]}`);
  });
}

/** Inputs of the count variant: where to look for the largest activations. */
function lookInto({ mask, sequence }: Fixture, rows: number[]): Record<string, Tensor> {
  const chosen = rows.flatMap((row) => [...mask.subarray(row * sequence, (row + 1) * sequence)]);
  return {
    peak_rows: new Tensor('int64', BigInt64Array.from(rows, BigInt), [rows.length]),
    peak_mask: new Tensor('uint8', Uint8Array.from(chosen), [rows.length, sequence]),
  };
}
