import assert from 'node:assert/strict';
import { BabelscopeError } from '../../../src/rpc/failure';
import type { NeuronQuery } from '../../../src/protocol/report-page';
import { expectOneShape, Study } from '../../../src/report/study';
import { halfSettings, smallAtlas } from './small-atlas';

/** Neuron 2 is French no more, neuron 3 is. */
const otherCounts = Float64Array.of(90, 50, 0, 10, 50, 0, 10, 50, 0, 80, 40, 0);

function places(study: Study, query: Partial<NeuronQuery>): string[] {
  const whole: NeuronQuery = {
    settings: halfSettings,
    scope: 'all',
    language: -1,
    layer: -1,
    text: '',
    sort: 'neuron',
    descending: false,
    from: 0,
    count: 100,
    ...query,
  };
  return study.neurons(whole).rows.map(({ layer, index }) => `${layer}·${index}`);
}

describe('A report’s selection', () => {
  it('is what the thresholds ask for, reduced to what is shown', () => {
    const selection = new Study(smallAtlas()).select(halfSettings);
    assert.equal(selection.selected, 3);
    assert.equal(selection.wanted, 3);
    assert.equal(selection.filter, 0.1);
    assert.equal(selection.bar, 0.5);
    assert.deepEqual([...selection.neurons], [1, 1]);
    assert.equal(selection.unassigned, 1, 'neuron 1·1 is at the bar, not above it');
    assert.equal(selection.several, 0);
    assert.deepEqual([...selection.byLayer], [1, 1, 0, 0]);
    assert.deepEqual([...selection.inLayer], [2, 1]);
    assert.deepEqual([...selection.overlap], [1, 0, 0, 1]);
    assert.deepEqual([...selection.shared], [1, 0, 0, 1]);
    assert.deepEqual([...selection.order].sort(), [0, 1]);
    assert.ok(Math.abs(selection.lastEntropy - 0.68696) < 1e-4);
    const { histogram } = selection;
    assert.equal(histogram.silent, 1);
    assert.equal(
      histogram.all.reduce((sum, count) => sum + count, 0),
      5,
    );
    assert.equal(
      histogram.selected.reduce((sum, count) => sum + count, 0),
      3,
    );
    assert.deepEqual(selection.warnings, []);
  });

  it('says so where too few neurons qualify, where none does, and where a language has none', () => {
    const study = new Study(smallAtlas());
    const few = study.select({ ...halfSettings, topRate: 1 });
    assert.equal(few.selected, 4);
    assert.match(few.warnings.join(' '), /^Only 4 of the 6 neurons asked for pass the filter/);
    const none = study.select({ ...halfSettings, filterRate: 1 });
    assert.match(none.warnings.join(' '), /^No neuron passes these thresholds/);
    assert.ok(Number.isNaN(none.lastEntropy));
    const high = study.select({ ...halfSettings, activationBar: 11 / 12 });
    assert.match(high.warnings.join(' '), /^No neuron belongs to fr\./);
  });

  it('can be that of every method, the control of the same size and named as one', () => {
    const study = new Study(smallAtlas());
    const of = (method: typeof halfSettings.method) => study.select({ ...halfSettings, method });
    assert.equal(of('lap').selected, 0, 'no neuron fires on more than 95 % of tokens');
    assert.equal(of('lave').selected, 3);
    assert.equal(of('normalised').selected, 3);
    const control = of('rs');
    assert.deepEqual([...control.inLayer], [2, 1]);
    assert.match(control.warnings.join(' '), /random control/);
  });
});

describe('A report’s neurons', () => {
  const study = new Study(smallAtlas());

  it('sort by entropy, by probability, by language and by place, equal ones in the model’s order', () => {
    assert.deepEqual(places(study, { scope: 'selected', sort: 'entropy' }), ['0·2', '0·0', '1·1']);
    assert.deepEqual(places(study, { sort: 'p:0', descending: true }), [
      ...['0·0', '0·1', '1·1'],
      ...['1·0', '0·2', '1·2'],
    ]);
    assert.deepEqual(places(study, { sort: 'peak', descending: true }).slice(0, 2), ['0·0', '0·2']);
    assert.deepEqual(places(study, { scope: 'selected', sort: 'languages' }), ['0·0', '0·2', '1·1']);
    assert.deepEqual(places(study, { descending: true })[0], '1·2');
    assert.deepEqual(places(study, { sort: 'entropy' }).at(-1), '1·2', 'one that never fires comes last');
  });

  it('filter by language, layer, index, and layer with index', () => {
    assert.deepEqual(places(study, { language: 1 }), ['0·2']);
    assert.deepEqual(places(study, { layer: 1 }), ['1·0', '1·1', '1·2']);
    assert.deepEqual(places(study, { text: '2' }), ['0·2', '1·2']);
    assert.deepEqual(places(study, { text: ' 1 · 2' }), ['1·2']);
    assert.deepEqual(places(study, { text: 'no number' }), []);
  });

  it('come as windows with what is known of each', () => {
    const order = { scope: 'all', language: -1, layer: -1, text: '', sort: 'neuron' } as const;
    const { total, from, rows } = study.neurons({
      ...{ ...order, settings: halfSettings, descending: false },
      ...{ from: 2, count: 2 },
    });
    assert.equal(total, 6);
    assert.equal(from, 2);
    assert.equal(rows.length, 2);
    const [row] = rows;
    assert.deepEqual(row.languages, [1]);
    assert.equal(row.selected, true);
    assert.equal(row.entropy, 0);
    assert.deepEqual(row.probability, Float32Array.of(0, 0.8));
  });

  it('are refused where the model has none', () => {
    assert.throws(
      () => study.neuron(halfSettings, 2, 0),
      (error) => error instanceof BabelscopeError && error.code === 'result-gone',
    );
  });
});

describe('Two atlases side by side', () => {
  it('share, lose and gain neurons, in all and language by language', () => {
    const here = new Study(smallAtlas());
    const there = new Study(smallAtlas({ overZero: otherCounts }));
    const { comparison } = here.select(halfSettings, there);
    assert.deepEqual(comparison?.all, { language: '', shared: 2, lost: 1, gained: 1, overlap: 0.5 });
    assert.deepEqual(comparison?.languages, [
      { language: 'en', shared: 1, lost: 0, gained: 0, overlap: 1 },
      { language: 'fr', shared: 0, lost: 1, gained: 1, overlap: 0 },
    ]);
    assert.deepEqual(comparison?.warnings, []);
  });

  it('are told apart where their models or languages differ, and refused where the shapes do', () => {
    const one = smallAtlas();
    const other = smallAtlas({ languages: ['en', 'de'], about: { ...one.about, model: 'ff' } });
    const { comparison } = new Study(one).select(halfSettings, new Study(other));
    assert.deepEqual(comparison?.onlyHere, ['fr']);
    assert.deepEqual(comparison?.onlyThere, ['de']);
    assert.match(comparison?.warnings.join(' ') ?? '', /different weights.*different languages/);
    assert.throws(
      () => expectOneShape(one, { ...one, layers: 3, dMlp: 2 }),
      (error) =>
        error instanceof BabelscopeError &&
        error.code === 'atlas-other-model' &&
        /3 × 2.*2 × 3/.test(error.message),
    );
  });
});
