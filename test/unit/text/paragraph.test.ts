import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { paragraphAt } from '../../../src/text/paragraph';

const text = ['one', 'two', '', ' \t', 'three', '  four', ''].join('\n');

describe('The paragraph under the cursor', () => {
  it('reaches to the blank lines around it', () => {
    assert.deepEqual(paragraphAt(text, 0), { first: 0, last: 1 });
    assert.deepEqual(paragraphAt(text, 1), { first: 0, last: 1 });
    assert.deepEqual(paragraphAt(text, 5), { first: 4, last: 5 });
  });

  it('is none on a blank line and outside the text', () => {
    for (const line of [2, 3, 6, 7, -1]) assert.equal(paragraphAt(text, line), undefined);
    assert.equal(paragraphAt('', 0), undefined);
  });

  it('is found with any line ending', () => {
    assert.deepEqual(paragraphAt('a\r\nb\r\n\r\nc', 1), { first: 0, last: 1 });
    assert.deepEqual(paragraphAt('a\rb\r\rc', 3), { first: 3, last: 3 });
  });

  it('asks for no more lines than it needs', () => {
    const asked: number[] = [];
    const lines = {
      lineCount: 1_000_000,
      lineAt: (line: number) => (asked.push(line), line % 4 === 0 ? '' : 'text'),
    };
    assert.deepEqual(paragraphAt(lines, 401_398), { first: 401_397, last: 401_399 });
    assert.ok(asked.length <= 6);
  });
});
