import assert from 'node:assert/strict';
import { stretchesOf } from '../../../../src/app/inspection/stretches';
import { tint } from '../../../../src/app/inspection/tints';
import { tokenTable } from '../../../../src/app/inspection/token-table';
import { withoutMarkdown } from '../../../../src/view/as-text';
import { inspectionOf, passageOf } from './fakeEngine';

const none = new Set<string>();

describe('The painted editor', () => {
  it('tints each token by its most active language, at the place where it stands in the document', () => {
    const texts = ['one déjà', 'vu'];
    const passage = passageOf(...texts);
    passage.segments[1].start = 50;
    assert.deepEqual(stretchesOf(passage, inspectionOf(1, texts), none), [
      { language: 0, level: 4, start: 0, end: 3 },
      { language: 1, level: 5, start: 4, end: 8 },
      { language: 0, level: 4, start: 50, end: 52 },
    ]);
  });

  it('leaves out hidden languages and tokens where no shown language is active', () => {
    const texts = ['one déjà'];
    const stretches = stretchesOf(passageOf(...texts), inspectionOf(1, texts), new Set(['en']));
    assert.deepEqual(stretches, [{ language: 1, level: 5, start: 4, end: 8 }]);
  });

  it('joins neighbours of one tint and paints a character of several tokens once', () => {
    const inspection = { ...inspectionOf(1, ['a b c d']) };
    inspection.start = Uint32Array.from([0, 1, 1, 3]);
    inspection.end = Uint32Array.from([1, 3, 3, 5]);
    assert.deepEqual(stretchesOf(passageOf('abcdefg'), inspection, none), [
      { language: 0, level: 4, start: 0, end: 5 },
    ]);
  });

  it('has its colours from the one table, stronger with every level', () => {
    const strengths = [1, 2, 3, 4, 5].map((level) =>
      Number(/([\d.]+)\)$/.exec(tint('fr', level, 'dark'))?.[1]),
    );
    assert.deepEqual(
      [...strengths].sort((a, b) => a - b),
      strengths,
    );
    assert.ok(strengths[0] > 0 && strengths[4] < 1);
    assert.notEqual(tint('fr', 5, 'dark'), tint('fr', 5, 'light'));
    assert.notEqual(tint('fr', 5, 'dark'), tint('en', 5, 'dark'));
  });
});

describe("A token's hover", () => {
  it('lists its languages, strongest first', () => {
    const lines = tokenTable(['one déjà'], inspectionOf(1, ['one déjà']), 1).split('\n');
    assert.match(lines[0], /déjà.*token 2, id 8/);
    assert.match(lines[4], /^\| fr \| \.95 \| \.50 \|$/);
    assert.match(lines[5], /^\| en \|/);
  });

  it('leaves no way for the text to become markup', () => {
    const nasty = '[x](command:evil)|<img>`$(zap)`\n# http://a.b **';
    assert.doesNotMatch(withoutMarkdown(nasty).replace(/&#\d+;/g, ''), /[[\]()<>|`*#$:/\n]/);
  });
});
