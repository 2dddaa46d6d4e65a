import assert from 'node:assert/strict';
import type { SteeringOptions } from '../../../src/steering/options';
import { interventionOf } from '../../../src/steering/choice';

const options: Pick<SteeringOptions, 'best' | 'dModel'> = {
  dModel: 4096,
  best: { method: 'diffmean', layers: [4, 5], strength: 3, known: true },
};
const languages = { off: ['en'], on: ['fr'] };

describe('the intervention that a choice means', () => {
  it('is the best setting known for the model where no method is chosen', () => {
    assert.deepEqual(interventionOf(languages, options), {
      method: 'diffmean',
      ...languages,
      strength: 3,
      layers: [4, 5],
    });
  });

  it('leaves the layers open where the best setting is a guess', () => {
    const best = { ...options.best, known: false };
    assert.deepEqual(interventionOf(languages, { ...options, best }), {
      method: 'diffmean',
      ...languages,
      strength: 3,
    });
  });

  it('keeps what was chosen', () => {
    const chosen = { ...languages, strength: 0, layers: [1, 2], value: -1, shared: 'on' } as const;
    assert.deepEqual(interventionOf({ ...chosen, ...languages, layers: [1, 2], method: 'add' }, options), {
      method: 'add',
      ...languages,
      strength: 0,
      layers: [1, 2],
      value: -1,
      shared: 'on',
    });
  });

  it('fills in each method’s own numbers, not those of another', () => {
    assert.deepEqual(interventionOf({ ...languages, method: 'replace' }, options), {
      method: 'replace',
      ...languages,
      strength: 1,
      value: 0,
      shared: 'off-then-on',
    });
    const sparse = interventionOf({ ...languages, method: 'sparse' }, options);
    assert.ok(sparse.method === 'sparse' && sparse.dimensions === 400 && sparse.strength === 1);
    assert.deepEqual(interventionOf({ ...languages, method: 'off' }, options), {
      method: 'off',
      off: ['en'],
      value: 0,
    });
    const amplify = interventionOf({ ...languages, method: 'amplify' }, options);
    assert.ok(amplify.method === 'amplify' && amplify.strength === 2);
  });
});
