import assert from 'node:assert/strict';
import { inspectionRow } from '../../../src/view/inspection-row';

describe('A row of an inspection for programs', () => {
  it('names its languages, keeps four decimals, and is null where nothing is measured', () => {
    const values = Float32Array.of(0.5, 0.25, 0.75, -0.00004, 1.23456, NaN);
    assert.deepEqual(inspectionRow(['en', 'fr', 'zh'], values, 0), { en: 0.5, fr: 0.25, zh: 0.75 });
    assert.deepEqual(inspectionRow(['en', 'fr', 'zh'], values, 1), { en: 0, fr: 1.2346, zh: null });
  });
});
