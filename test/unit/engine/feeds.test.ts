import assert from 'node:assert/strict';
import { Tensor } from '../../../src/engine/runtime';
import { expectNumbers } from '../../../src/engine/expect-numbers';
import { emptyPast } from '../../../src/engine/feeds';
import { runFailure } from '../../../src/engine/load-failure';
import type { Cache } from '../../../src/graph/feeds';
import { BabelscopeError } from '../../../src/rpc/failure';

describe('An empty cache', () => {
  const cache: Cache = {
    layers: 1,
    kvHeads: 2,
    headDim: 16,
    type: 'float16',
    inputs: ['k', 'v'],
    outputs: [],
  };
  it('has the width of a head also where the graph leaves it open, and no tokens', () => {
    const past = (shape: (number | string)[]) => emptyPast(cache, { name: 'k', type: 'float16', shape }, 3);
    assert.deepEqual(past(['batch_size', 2, 'past_sequence_length', 'kv_cache_dim']).dims, [3, 2, 0, 16]);
    assert.deepEqual(past(['batch_size', 2, 'past_sequence_length', 16]).dims, [3, 2, 0, 16]);
    assert.equal(past(['b', 2, 'p', 16]).type, 'float16');
  });

  it('is refused in a sentence where its numbers are none that are known', () => {
    assert.throws(() => emptyPast(cache, { name: 'k', type: 'bfloat16', shape: ['b', 2, 'p', 16] }, 1), {
      code: 'model-unsupported',
      message: /^The model keeps its cache as bfloat16, .*choose another model\.$/,
    });
  });
});

describe('A batch of counts', () => {
  const outputs = (sums: number[], residual = [0, 1]) => ({
    'over_zero.2': new Tensor('int32', new Int32Array([1, 2]), [2]),
    'activation_sum.2': new Tensor('float32', Float32Array.from(sums), [2]),
    'residual_sum.3': new Tensor('float32', Float32Array.from(residual), [2]),
    // What no row is looked at for may be anything.
    'peak.2': new Tensor('float32', Float32Array.from([NaN, NaN]), [2]),
  });

  it('is not counted where the model’s activations are no numbers, and says in which layer', () => {
    expectNumbers(outputs([1.5, -2]), 'en');
    for (const bad of [NaN, Infinity, -Infinity]) {
      assert.throws(() => expectNumbers(outputs([1.5, bad]), 'en'), {
        code: 'model-unsupported',
        message:
          "The model's activations in layer 3 are no numbers on a text in en: half precision that overflows, or a fault of the export. Export the model in float32 or by another exporter, or choose another model.",
      });
      assert.throws(
        () => expectNumbers(outputs([1, 2], [bad, 0]), 'de'),
        /residual stream before layer 4 .* in de:/,
      );
    }
  });
});

describe('A graph that onnxruntime loads but cannot run', () => {
  it('is told by its node, and nothing else is taken for it', () => {
    const words =
      "Non-zero status code returned while running GroupQueryAttention node. Name:'/model/layers.0/attn/GroupQueryAttention' Status Message: cos_cache dimension 1 must be a multiple of 8 and at most head_size / 2.";
    const failure = runFailure(new Error(words));
    assert.ok(failure instanceof BabelscopeError);
    assert.equal(failure.code, 'model-unsupported');
    assert.equal(
      failure.message,
      'onnxruntime cannot run the model at node “/model/layers.0/attn/GroupQueryAttention” (GroupQueryAttention): cos_cache dimension 1 must be a multiple of 8 and at most head_size / 2. Export it again, with another exporter or another version of it, or choose another model.',
    );
    const memory = new Error(
      `Non-zero status code returned while running MatMul node. Name:'x' Status Message: Failed to allocate memory`,
    );
    assert.equal(runFailure(memory), memory);
  });
});
