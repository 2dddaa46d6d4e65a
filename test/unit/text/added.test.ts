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
});
