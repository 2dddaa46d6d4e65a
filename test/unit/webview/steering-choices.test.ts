import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SteeringOptions } from '../../../src/steering/options';
import type { SteeringChoices } from '../../../src/steering/choices';
import { steeringMethods } from '../../../src/steering/methods';
import { bestSettings } from '../../../src/steering/settings';
import {
  barrenLanguages,
  chooseMethod,
  parseStops,
  resetSettings,
  stanceOf,
  swapLanguages,
  turnLanguage,
  writeStops,
} from '../../../webview/steering/choices';

const options: SteeringOptions = {
  languages: ['en', 'fr', 'vi'],
  neurons: [4, 5, 0],
  layers: 8,
  dModel: 192,
  dMlp: 2048,
  context: 512,
  best: { method: 'diffmean', layers: [3, 5], strength: 1.3, known: true },
  sampling: { temperature: 0.8, topK: 40, topP: 0.95, repetitionPenalty: 1, seed: 0 },
  chat: false,
};
const choices: SteeringChoices = {
  ...bestSettings(options),
  prompt: 'We',
  off: ['en'],
  on: ['fr'],
  neurons: [{ layer: 1, index: 2 }],
};
const anyMethod = fc.constantFrom(...steeringMethods.map(({ id }) => id));

describe('What is chosen on the steering page', () => {
  it('never has a language on and off at once, whatever is clicked under whatever method', () => {
    const clicks = fc.array(fc.tuple(anyMethod, fc.constantFrom(...options.languages)), { maxLength: 20 });
    fc.assert(
      fc.property(clicks, (list) => {
        const end = list.reduce((now, [method, tag]) => turnLanguage({ ...now, method }, tag), choices);
        assert.equal(new Set([...end.on, ...end.off]).size, end.on.length + end.off.length);
      }),
    );
  });

  it('comes back to where it was after on, off and neither', () => {
    const stances = [];
    let now = choices;
    for (let i = 0; i < 3; i++) stances.push(stanceOf((now = turnLanguage(now, 'vi')), 'vi'));
    assert.deepEqual(stances, ['on', 'off', 'neither']);
    assert.deepEqual(now, choices);
  });

  it('keeps what is on for later where a method only switches off', () => {
    const off = { ...choices, method: 'off' as const };
    assert.equal(stanceOf(off, 'fr'), 'neither');
    assert.equal(stanceOf({ ...turnLanguage(off, 'vi'), method: 'add' }, 'fr'), 'on');
  });

  it('is the same after two swaps', () => {
    assert.deepEqual(swapLanguages(choices).on, ['en']);
    assert.deepEqual(swapLanguages(swapLanguages(choices)), choices);
  });

  it('starts a residual method where the best is known, and one on neurons on all layers', () => {
    assert.deepEqual(chooseMethod(choices, 'sparse', options).layers, [3, 5]);
    assert.deepEqual(chooseMethod(choices, 'add', options).layers, [0, 7]);
    const neurons = { ...options, best: { ...options.best, method: 'add' as const } };
    assert.deepEqual(chooseMethod(choices, 'diffmean', neurons).layers, [4, 4]);
    assert.equal(chooseMethod(choices, 'diffmean', options).strength, 1.3);
  });

  it('gives every method layers that the model has', () => {
    fc.assert(
      fc.property(anyMethod, fc.integer({ min: 1, max: 200 }), (method, layers) => {
        const best = { ...options.best, layers: [0, layers - 1] as [number, number] };
        const [first, last] = chooseMethod(choices, method, { ...options, layers, best }).layers;
        assert.ok(0 <= first && first <= last && last < layers);
      }),
    );
  });

  it('goes back to the best known setting, and leaves prompt, languages and picked neurons', () => {
    const changed: SteeringChoices = { ...choices, method: 'amplify', strength: 9, value: -1, stop: ['x'] };
    assert.deepEqual(resetSettings(changed, options), choices);
  });

  it('knows which languages a method cannot switch', () => {
    assert.deepEqual(barrenLanguages({ ...choices, method: 'add' }, options), ['vi']);
    assert.deepEqual(barrenLanguages(choices, options), []);
  });

  it('reads stop strings as it writes them', () => {
    assert.deepEqual(parseStops('\\n\nEND\n\n'), ['\n', 'END']);
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), (stop) => {
        assert.deepEqual(parseStops(writeStops(stop)), stop);
      }),
    );
  });
});
