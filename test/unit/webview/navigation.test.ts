import assert from 'node:assert/strict';
import type { Inspection } from '../../../src/protocol/engine';
import {
  enterInspection,
  restoreNavigation,
  shownLanguages,
  startNavigation,
  toggleLanguage,
} from '../../../webview/inspector/navigation';

const inspection = {
  id: 7,
  languages: ['en', 'fr'],
  text: new Uint16Array(3),
  start: Uint32Array.of(0, 2, 5),
  end: Uint32Array.of(2, 5, 6),
  activity: Float32Array.of(0.1, 0.2, 0.3, 0.6, 0.9, 0.1),
} as unknown as Inspection;
const texts = ['le bon.'];

describe('the reader’s place on the page', () => {
  it('is at the most active word of a new result', () => {
    assert.equal(enterInspection(startNavigation, inspection, ['le bon']).token, 2);
    assert.equal(enterInspection(startNavigation, inspection, ['le bo.']).token, 1);
  });

  it('is kept when the same result comes back after a reload', () => {
    const stored: unknown = JSON.parse(JSON.stringify({ inspection: 7, token: 0, hidden: ['fr'] }));
    const navigation = restoreNavigation(stored);
    assert.deepEqual(enterInspection(navigation, inspection, texts), navigation);
  });

  it('is given up when the stored token is not in the result', () => {
    const navigation = { inspection: 7, token: 50, hidden: [] };
    assert.equal(enterInspection(navigation, inspection, texts).token, 2);
  });

  it('starts afresh from anything that is not a place', () => {
    for (const stored of [undefined, null, 'x', 3, {}, { token: '1', hidden: 'fr' }])
      assert.deepEqual(restoreNavigation(stored), startNavigation);
    assert.deepEqual(restoreNavigation({ hidden: ['en', 4] }).hidden, ['en']);
  });
});

describe('languages switched off', () => {
  it('stay off in a result that does not have them', () => {
    assert.deepEqual(toggleLanguage(['en', 'fr'], ['ja'], 'fr'), ['ja', 'fr']);
    assert.deepEqual(toggleLanguage(['en', 'fr'], ['ja', 'fr'], 'fr'), ['ja']);
  });

  it('all come back when the last one shown is switched off', () => {
    assert.deepEqual(toggleLanguage(['en', 'fr'], ['ja', 'fr'], 'en'), ['ja']);
  });

  it('never leave a result with nothing to show', () => {
    assert.deepEqual(shownLanguages(['en', 'fr'], ['en']), [false, true]);
    assert.deepEqual(shownLanguages(['en', 'fr'], ['en', 'fr', 'ja']), [true, true]);
  });
});
