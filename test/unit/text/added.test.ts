import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { AddedTokens } from '../../../src/text/added';

const plain = { special: false, normalized: false, lstrip: false, rstrip: false };

function finder(...contents: string[]): AddedTokens {
  return new AddedTokens(contents.map((content, id) => [content, { id, content, ...plain }]));
}

function parts(tokens: AddedTokens, text: string): string[] {
  return tokens
    .cut(text)
    .map(({ section: { from, to, token } }) => `${token ? '*' : ''}${text.slice(from, to)}`);
}

describe('Added tokens', () => {
  it('are found from left to right, the longest first', () => {
    assert.deepEqual(parts(finder('<a>', '<a>>', '>b'), 'x<a>>b<a>'), ['x', '*<a>>', 'b', '*<a>']);
  });

  it('are given up where they end too soon, without losing what comes next', () => {
    assert.deepEqual(parts(finder('aab', 'ab'), 'aaab'), ['a', '*aab']);
    assert.deepEqual(parts(finder('abcd', 'bc'), 'abce'), ['a', '*bc', 'e']);
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
        for (const { section } of tokens.cut(whole)) {
          const found = whole.slice(section.from, section.to);
          if (section.token) assert.equal(section.token.content, found);
          else assert.ok(!wanted.some((content) => content !== '' && found.includes(content)));
        }
      }),
    );
  });
});
