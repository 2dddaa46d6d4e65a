import assert from 'node:assert/strict';
import { partingOf, waiting } from '../../../../src/app/steering/answer';
import { choicesWithin, firstChoices } from '../../../../src/app/steering/choices';
import { chosenIntervention } from '../../../../src/steering/choices';
import { steeringPage } from '../../../../src/protocol/steering-page';
import { BabelscopeError } from '../../../../src/rpc/failure';
import type { SteeringChoices } from '../../../../src/steering/choices';
import { steeringLabel } from '../../../../src/steering/label';
import { options } from './fakeGenerator';

const choices: SteeringChoices = {
  ...firstChoices(options),
  off: ['en'],
  on: ['fr', 'ja'],
  strength: 1.5,
  layers: [2, 5],
  value: -1,
  shared: 'on',
  dimensions: 12,
  neurons: [{ layer: 1, index: 9 }],
};
const made = (change: Partial<SteeringChoices>) => chosenIntervention({ ...choices, ...change });

describe('Choices as an intervention', () => {
  it('carry what the method uses and nothing else', () => {
    const [off, on] = [['en'], ['fr', 'ja']];
    const residual = { off, on, strength: 1.5, layers: [2, 5] };
    const neurons = { ...residual, value: -1, shared: 'on' };
    assert.deepEqual(made({ method: 'diffmean' }), { method: 'diffmean', ...residual });
    assert.deepEqual(made({ method: 'sparse' }), { method: 'sparse', ...residual, dimensions: 12 });
    for (const method of ['add', 'replace', 'amplify'] as const)
      assert.deepEqual(made({ method }), { method, ...neurons });
    assert.deepEqual(made({ method: 'off' }), { method: 'off', off, value: -1, layers: [2, 5] });
    assert.deepEqual(made({ method: 'neurons' }), {
      method: 'neurons',
      neurons: [{ layer: 1, index: 9 }],
      scale: 0,
      offset: -1,
    });
  });

  it('become the random control of equal size, drawn with the seed', () => {
    const sampling = { ...choices.sampling, seed: 42 };
    assert.deepEqual(made({ control: true, sampling, method: 'off' }), {
      method: 'random',
      like: { method: 'off', off: ['en'], value: -1, layers: [2, 5] },
      seed: 42,
    });
  });
});

describe('Choices to begin with', () => {
  it('go from English to French where the model knows them', () => {
    const { off, on } = firstChoices(options);
    assert.deepEqual([off, on], [['en'], ['fr']]);
    const other = firstChoices({ ...options, languages: ['de', 'en', 'vi'] });
    assert.deepEqual([other.off, other.on], [['en'], ['de']]);
    const none = firstChoices({ ...options, languages: [] });
    assert.deepEqual([none.off, none.on], [[], []]);
  });

  it('are greedy, and keep within a smaller model', () => {
    assert.equal(firstChoices(options).sampling.temperature, 0);
    const within = choicesWithin({ ...options, layers: 3, dMlp: 8, languages: ['ja'] }, choices);
    assert.deepEqual([within.off, within.on, within.layers, within.neurons], [[], ['ja'], [2, 2], []]);
  });
});

describe('The label of a run', () => {
  it('says in a line what was done', () => {
    const label = (change: Partial<SteeringChoices>) => steeringLabel({ ...choices, ...change });
    assert.equal(label({}), 'en off, fr ja on · DiffMean 1.5');
    assert.equal(label({ method: 'off', value: -2.5 }), 'en off · value −2.5');
    assert.equal(label({ method: 'off', value: 0 }), 'en off');
    assert.equal(label({ method: 'neurons', control: true }), '1 neurons off · random control');
    assert.equal(label({ off: [], method: 'add', strength: 1 / 3 }), 'fr ja on · add 0.3333');
  });
});

describe('Where two answers part', () => {
  const done = (text: string) => ({ ...waiting, state: 'done' as const, text });
  const open = (text: string) => ({ ...waiting, state: 'streaming' as const, text });

  it('is the first place where they differ', () => {
    assert.equal(partingOf(open('the sea'), open('the mer')), 4);
    assert.equal(partingOf(done('a'), done('b')), 0);
    assert.equal(partingOf(done('same'), done('same')), undefined);
  });

  it('is not known while one that could go on is the beginning of the other', () => {
    assert.equal(partingOf(open('the'), open('the sea')), undefined);
    assert.equal(partingOf(done('the'), open('the sea')), 3);
    assert.equal(partingOf(open('the sea'), done('the')), 3);
    assert.equal(partingOf(waiting, done('the')), undefined);
  });

  it('is never inside a character', () => {
    // Both begin with the same high surrogate.
    assert.equal(partingOf(done('a😀'), done('a😁')), 1);
    assert.equal(partingOf(done('😀b'), done('😀c')), 2);
  });
});

describe('Requests of the steering page', () => {
  const { parsers: requests } = steeringPage;

  it('pass as they are when well formed', () => {
    assert.deepEqual(requests.generate({ choices, version: 3 }).choices, choices);
    assert.equal(requests.ready(null), null);
    assert.deepEqual(requests.insert({ run: 3, side: 'plain', more: 1 }), { run: 3, side: 'plain' });
  });

  it('are refused with a coded failure when malformed', () => {
    const spoilt = (change: object) => ({ choices: { ...choices, ...change }, version: 1 });
    const malformed: [keyof typeof requests, unknown][] = [
      ['ready', { surprise: true }],
      ['generate', {}],
      ['generate', spoilt({ strength: NaN })],
      ['generate', spoilt({ strength: '1' })],
      ['generate', spoilt({ method: 'toString' })],
      ['generate', spoilt({ layers: [1] })],
      ['generate', spoilt({ layers: [-1, 2] })],
      ['generate', spoilt({ maxTokens: 0 })],
      ['generate', spoilt({ prompt: 'x'.repeat(200_001) })],
      ['generate', spoilt({ on: Array.from({ length: 1025 }, () => 'en') })],
      ['change', spoilt({ neurons: [{ layer: 0 }] })],
      ['showRun', { id: -1 }],
      ['insert', { run: 1, side: 'both' }],
      ['runAction', { id: 7 }],
    ];
    for (const [method, request] of malformed)
      assert.throws(
        () => requests[method](request),
        (error) => error instanceof BabelscopeError && error.code === 'internal',
        `${method} ${JSON.stringify(request).slice(0, 80)} was let through`,
      );
  });
});
