import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { AddedTokens } from '../../../src/text/added';

const plain = { special: false, normalized: false, lstrip: false, rstrip: false, singleWord: false };

function finder(...contents: string[]): AddedTokens {
  return new AddedTokens(contents.map((content, id) => [content, { id, content, ...plain }]));
}

function parts(tokens: AddedTokens, text: string): string[] {
  return tokens.cut(text).map(({ from, to, token }) => `${token ? '*' : ''}${text.slice(from, to)}`);
}

describe('Added tokens', () => {
  it('are found from left to right, the longest first', () => {
    assert.deepEqual(parts(finder('<a>', '<a>>', '>b'), 'x<a>>b<a>'), ['x', '*<a>>', 'b', '*<a>']);
  });

  it('are given up where they end too soon, without losing what comes next', () => {
    assert.deepEqual(parts(finder('aab', 'ab'), 'aaab'), ['a', '*aab']);
    assert.deepEqual(parts(finder('abcd', 'bc'), 'abce'), ['a', '*bc', 'e']);
  });

  it('are text within a word where they are to be words, and hide what is in them where they do not count', () => {
    const words = new AddedTokens([['foo', { id: 0, content: 'foo', ...plain, singleWord: true }]]);
    assert.deepEqual(parts(words, 'foobar foo éfoo foo\u200dx (foo)'), [
      'foobar ',
      '*foo',
      ' éfoo foo\u200dx (',
      '*foo',
      ')',
    ]);
    const hidden = new AddedTokens(
      [
        ['<a>', { id: 0, content: '<a>', ...plain, special: true }],
        ['a>', { id: 1, content: 'a>', ...plain }],
      ],
      ({ special }) => !special,
    );
    assert.deepEqual(parts(hidden, '<a>a>'), ['<a>', '*a>']);
  });

  it('take white space of Unicode, which U+0085 is and U+FEFF is not, and none twice', () => {
    const both = new AddedTokens([['a', { id: 0, content: 'a', ...plain, lstrip: true, rstrip: true }]]);
    assert.deepEqual(parts(both, 'x\u0085\u3000a \ufeffa  a'), [
      'x',
      '*\u0085\u3000a ',
      '\ufeff',
      '*a  ',
      '*a',
    ]);
  });

  it('cut a text into parts which make it up again', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '<', '>', ' '), maxLength: 40 });
    const contents = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '<', '>'), maxLength: 4 }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(text, contents, (whole, wanted) => {
        const tokens = finder(...wanted);
        assert.equal(
          parts(tokens, whole)
            .map((part) => part.replace(/^\*/, ''))
            .join(''),
          whole,
        );
        for (const section of tokens.cut(whole)) {
          const found = whole.slice(section.from, section.to);
          if (section.token) assert.equal(section.token.content, found);
          else assert.ok(!wanted.some((content) => content !== '' && found.includes(content)));
        }
      }),
    );
  });

  it('are those that a search one by one finds', () => {
    const some = (maxLength: number) =>
      fc.string({ unit: fc.constantFrom('a', 'b', '\ud83d', '\uffff'), maxLength });
    fc.assert(
      fc.property(some(60), fc.uniqueArray(some(6), { maxLength: 20 }), (text, contents) => {
        const expected: string[] = [];
        let between = '';
        for (let at = 0; at < text.length;) {
          const here = contents.filter((content) => content !== '' && text.startsWith(content, at));
          const longest = here.sort((one, other) => other.length - one.length).at(0);
          if (longest !== undefined && between !== '') expected.push(between);
          if (longest !== undefined) expected.push(`*${longest}`);
          between = longest === undefined ? between + text[at] : '';
          at += longest?.length ?? 1;
        }
        if (between !== '') expected.push(between);
        assert.deepEqual(parts(finder(...contents), text), expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('take no more memory than their texts, however long they are', function () {
    this.timeout(30_000);
    // Each other than the rest from its first letters on: a tree with a node a letter has five million.
    const contents = Array.from(
      { length: 20_000 },
      (_, i) => `${i.toString(36).padStart(4, '<')}${'x'.repeat(250)}>`,
    );
    const before = process.memoryUsage().heapUsed;
    const tokens = finder(...contents);
    assert.ok(process.memoryUsage().heapUsed - before < 100e6);
    assert.deepEqual(parts(tokens, `a${contents[7]}b`), ['a', `*${contents[7]}`, 'b']);
  });
});
