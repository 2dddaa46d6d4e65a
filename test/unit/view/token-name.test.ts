import assert from 'node:assert/strict';
import { tokenName } from '../../../src/view/token-name';

const tokens = {
  text: Uint16Array.of(0, 0, 0, 0, 1, 1),
  start: Uint32Array.of(0, 2, 2, 4, 0, 0),
  end: Uint32Array.of(2, 4, 4, 4, 2, 2),
};
const names = (texts: string[]) => Array.from(tokens.text, (_, token) => tokenName(texts, tokens, token));

describe('The name of a token', () => {
  it('is its text, with white space shown, and its part where several share a character', () => {
    assert.deepEqual(names(['a 👵', '👵']), ['a·', '👵 1/2', '👵 2/2', '', '👵 1/2', '👵 2/2']);
  });
});
