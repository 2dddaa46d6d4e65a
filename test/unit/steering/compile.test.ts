import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DirectedIntervention, Intervention } from '../../../src/steering/methods';
import type { LayerRange } from '../../../src/steering/layer-range';
import type { NeuronIntervention } from '../../../src/steering/neurons';
import { compile } from '../../../src/steering/compile';
import type { SteeringVectors } from '../../../src/steering/vectors';
import { touchedBy } from '../../../src/steering/vectors';
import { subject } from './tiny';

/** Where residual methods act by default. */
const middle: LayerRange = [1, 1];
const run = (intervention: Intervention) => compile(intervention, subject, middle);
const nothing = [undefined, undefined];

const common: NeuronIntervention = {
  off: ['en'],
  on: ['fr'],
  value: 0,
  strength: 1,
  shared: 'off-then-on',
};
const neuronMethod = (
  method: 'replace' | 'add' | 'amplify',
  changes: Partial<Extract<DirectedIntervention, { method: 'add' }>> = {},
) => run({ ...common, ...changes, method });

function assertNeutral({ scale, offset, residual }: SteeringVectors): void {
  assert.deepEqual([scale, offset, residual], [nothing, nothing, nothing]);
}

describe('an intervention on languages’ neurons', () => {
  // en owns 0:0, 0:1, 1:3; fr owns 0:1, 1:0; ja owns none.
  // Means of fr: 0:1 → 2, 1:0 → 5. Means of en: 0:0 → 1, 0:1 → 3, 1:3 → 4.

  it('off sets the language’s neurons to the value, and no others', () => {
    const { scale, offset, residual } = run({ method: 'off', off: ['en'], value: -1 });
    assert.deepEqual(scale, [Float32Array.of(0, 0, 1, 1), Float32Array.of(1, 1, 1, 0)]);
    assert.deepEqual(offset, [Float32Array.of(-1, -1, 0, 0), Float32Array.of(0, 0, 0, -1)]);
    assert.deepEqual(residual, nothing);
  });

  it('replace sets the target’s neurons to strength × their mean activation', () => {
    const { scale, offset } = neuronMethod('replace', { strength: 2 });
    assert.deepEqual(scale, [Float32Array.of(0, 0, 1, 1), Float32Array.of(0, 1, 1, 0)]);
    assert.deepEqual(offset, [Float32Array.of(0, 4, 0, 0), Float32Array.of(10, 0, 0, 0)]);
  });

  it('add deactivates first and adds strength × the mean then', () => {
    const { scale, offset } = neuronMethod('add', { strength: 3, value: -1 });
    assert.deepEqual(scale, [Float32Array.of(0, 0, 1, 1), Float32Array.of(1, 1, 1, 0)]);
    assert.deepEqual(offset, [Float32Array.of(-1, -1 + 6, 0, 0), Float32Array.of(15, 0, 0, -1)]);
  });

  it('amplify multiplies, a deactivated neuron’s value too', () => {
    const { scale, offset } = neuronMethod('amplify', { strength: 4, value: -1 });
    assert.deepEqual(scale, [Float32Array.of(0, 0, 1, 1), Float32Array.of(4, 1, 1, 0)]);
    assert.deepEqual(offset, [Float32Array.of(-1, -4, 0, 0), Float32Array.of(0, 0, 0, -1)]);
  });

  it('does to neurons in both sets what was chosen', () => {
    const shared = (how: NeuronIntervention['shared']) => {
      const { scale, offset } = neuronMethod('add', { shared: how, value: -1 });
      return [scale[0]![1], offset[0]![1]];
    };
    assert.deepEqual(shared('off-then-on'), [0, 1]);
    assert.deepEqual(shared('off'), [0, -1]);
    assert.deepEqual(shared('on'), [1, 2]);
    assert.deepEqual(shared('untouched'), [1, 0]);
  });

  it('takes the mean of the targets that share a neuron', () => {
    const { offset } = run({ ...common, method: 'add', off: [], on: ['en', 'fr'] });
    assert.deepEqual(offset, [Float32Array.of(1, 2.5, 0, 0), Float32Array.of(5, 0, 0, 4)]);
  });

  it('leaves layers outside the range alone', () => {
    const { scale, offset } = neuronMethod('add', { layers: [1, 1] });
    assert.deepEqual([scale[0], offset[0]], [undefined, undefined]);
    assert.deepEqual(offset[1], Float32Array.of(5, 0, 0, 0));
  });

  it('changes neurons that are picked one by one', () => {
    const { scale, offset } = run({
      method: 'neurons',
      neurons: [{ layer: 1, index: 2 }],
      scale: 0.5,
      offset: 7,
    });
    assert.deepEqual(scale, [undefined, Float32Array.of(1, 1, 0.5, 1)]);
    assert.deepEqual(offset, [undefined, Float32Array.of(0, 0, 7, 0)]);
  });
});

describe('an intervention on the residual stream', () => {
  // Behind layer 1: en (1, 2), fr (4, −2), ja (1, 6). Behind layer 0: en (1, 0), fr (0, 1), ja (2, 2).

  it('diffmean adds strength × the difference of means behind the layer', () => {
    const { scale, offset, residual } = run({ method: 'diffmean', off: ['en'], on: ['fr'], strength: 2 });
    assert.deepEqual(residual, [undefined, Float32Array.of(6, -8)]);
    assert.deepEqual([scale, offset], [nothing, nothing]);
  });

  it('moves away from, or towards, all other languages where one side is empty', () => {
    const towards = run({ method: 'diffmean', off: [], on: ['fr'], strength: 1 });
    assert.deepEqual(towards.residual[1], Float32Array.of(4 - 1, -2 - 4));
    const away = run({ method: 'diffmean', off: ['fr'], on: [], strength: 1 });
    assert.deepEqual(away.residual[1], Float32Array.of(-3, 6));
  });

  it('adds in every layer of the range that layer’s own difference', () => {
    const { residual } = run({ method: 'diffmean', off: ['en'], on: ['fr'], strength: 1, layers: [0, 1] });
    assert.deepEqual(residual, [Float32Array.of(-1, 1), Float32Array.of(3, -4)]);
  });

  it('sparse keeps the largest coordinates of the difference only', () => {
    const { residual } = run({ method: 'sparse', off: ['en'], on: ['fr'], strength: 1, dimensions: 1 });
    assert.deepEqual(residual[1], Float32Array.of(0, -4));
    const all = run({ method: 'sparse', off: ['en'], on: ['fr'], strength: 1, dimensions: 99 });
    assert.deepEqual(all.residual[1], Float32Array.of(3, -4));
  });

  it('turns around when the languages are swapped', () => {
    const languages = fc.constantFrom('en', 'fr', 'ja');
    fc.assert(
      fc.property(languages, languages, fc.float({ min: -9, max: 9, noNaN: true }), (a, b, strength) => {
        fc.pre(a !== b && Math.abs(strength) > 1e-6);
        const there = run({ method: 'diffmean', off: [a], on: [b], strength });
        const back = run({ method: 'diffmean', off: [b], on: [a], strength });
        assert.deepEqual(
          back.residual[1]!.map((value) => -value || 0),
          there.residual[1]!.map((value) => value || 0),
        );
      }),
    );
  });
});

describe('an intervention', () => {
  it('that names no language, picks no neuron, or has no strength is neutral', () => {
    assertNeutral(run({ method: 'off', off: [], value: 0 }));
    for (const method of ['replace', 'add', 'amplify'] as const)
      assertNeutral(run({ ...common, method, off: [], on: [] }));
    assertNeutral(run({ method: 'diffmean', off: [], on: [], strength: 5 }));
    assertNeutral(run({ method: 'diffmean', off: ['en'], on: ['fr'], strength: 0 }));
    assertNeutral(run({ method: 'neurons', neurons: [], scale: 0, offset: 0 }));
    assertNeutral(run({ ...common, method: 'amplify', off: [], on: ['fr'], strength: 1 }));
    assertNeutral(run({ method: 'random', like: { method: 'off', off: [], value: 0 }, seed: 1 }));
  });

  it('counts what it touches', () => {
    assert.deepEqual(touchedBy(neuronMethod('add')), { neurons: 4, residual: 0 });
    const moved = run({ method: 'diffmean', off: ['en'], on: ['fr'], strength: 1, layers: [0, 1] });
    assert.deepEqual(touchedBy(moved), { neurons: 0, residual: 4 });
  });

  it('says where a language has no neurons when only some layers are meant', () => {
    const { sets, sums } = subject;
    const members = [sets.members[0], Uint32Array.of(4), sets.members[2]];
    const topless = { sums, sets: { ...sets, members } };
    const off: Intervention = { method: 'off', off: ['fr'], value: 0, layers: [0, 0] };
    assert.throws(() => compile(off, topless, middle), {
      code: 'language-without-neurons',
      message: /fr .*layers 0–0.*widen/,
    });
    assert.deepEqual(touchedBy(compile({ ...off, layers: [0, 1] }, topless, middle)).neurons, 1);
  });

  const refused: [string, Intervention, string, RegExp][] = [
    [
      'switches one language both off and on',
      { method: 'diffmean', off: ['en', 'fr'], on: ['fr'], strength: 1 },
      'intervention-contradictory',
      /^fr .*off and on/,
    ],
    ['names an unknown language', { method: 'off', off: ['tlh'], value: 0 }, 'intervention-invalid', /“tlh”/],
    [
      'needs neurons of a language without any',
      { method: 'off', off: ['ja'], value: 0 },
      'language-without-neurons',
      /^ja .*top rate/,
    ],
    [
      'acts in layers that are not there',
      { method: 'off', off: ['fr'], value: 0, layers: [2, 2] },
      'intervention-invalid',
      /0–1/,
    ],
    [
      'has its layers the wrong way round',
      { method: 'off', off: ['fr'], value: 0, layers: [1, 0] },
      'intervention-invalid',
      /run backwards: give 0–1/,
    ],
    [
      'has no number for a strength',
      { method: 'diffmean', off: ['en'], on: ['fr'], strength: NaN },
      'intervention-invalid',
      /strength is NaN/,
    ],
    [
      'moves no dimensions',
      { method: 'sparse', off: ['en'], on: ['fr'], strength: 1, dimensions: 0 },
      'intervention-invalid',
      /dimensions/,
    ],
    [
      'picks a neuron that is not there',
      { method: 'neurons', neurons: [{ layer: 0, index: 4 }], scale: 0, offset: 0 },
      'intervention-invalid',
      /0:4/,
    ],
    [
      'leaves no language to move from',
      { method: 'diffmean', off: [], on: ['en', 'fr', 'ja'], strength: 1 },
      'intervention-invalid',
      /Choose fewer/,
    ],
  ];
  for (const [what, intervention, code, message] of refused) {
    it(`that ${what} is refused with a next step`, () => {
      assert.throws(() => run(intervention), { code, message });
      const random: Intervention = { method: 'random', like: intervention as DirectedIntervention, seed: 1 };
      assert.throws(() => run(random), { code, message });
    });
  }
});

describe('a random control', () => {
  it('makes the same changes to other neurons of the same layers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
        const like: DirectedIntervention = {
          ...common,
          method: 'add',
          layers: [0, 0],
        };
        const { scale, offset, residual } = run({ method: 'random', like, seed });
        // The original changes 0:0 to (0, 0) and 0:1 to (0, 2).
        assert.deepEqual([scale[0]![0], scale[0]![1], offset[0]![0], offset[0]![1]], [1, 1, 0, 0]);
        assert.deepEqual([scale[0]![2], scale[0]![3]], [0, 0]);
        assert.deepEqual([offset[0]![2], offset[0]![3]].sort(), [0, 2]);
        assert.deepEqual([scale[1], residual], [undefined, nothing]);
      }),
    );
  });

  it('points in a random direction of the same length', () => {
    const like: DirectedIntervention = { method: 'diffmean', off: ['en'], on: ['fr'], strength: 2 };
    const one = run({ method: 'random', like, seed: 1 }).residual[1]!;
    assert.ok(Math.abs(Math.hypot(...one) - 10) < 1e-5, `${Math.hypot(...one)}`);
    assert.notDeepEqual(one, Float32Array.of(6, -8));
    const again = run({ method: 'random', like, seed: 1 }).residual[1];
    assert.deepEqual(again, one);
    const other = run({ method: 'random', like, seed: 2 }).residual[1];
    assert.notDeepEqual(other, one);
  });

  it('moves as many coordinates as a sparse original', () => {
    const like: DirectedIntervention = {
      method: 'sparse',
      off: ['en'],
      on: ['fr'],
      strength: 1,
      dimensions: 1,
    };
    const { residual } = run({ method: 'random', like, seed: 5 });
    const moved = residual[1]!.filter((value) => value !== 0);
    assert.equal(moved.length, 1);
    assert.ok(Math.abs(Math.abs(moved[0]) - 4) < 1e-6);
  });
});
