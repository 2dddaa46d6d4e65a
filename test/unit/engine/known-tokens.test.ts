import assert from 'node:assert/strict';
import { withinVocabulary } from '../../../src/engine/known-tokens';
import { createTokenizer } from '../../../src/text/tokenizer';
import { bytePairModel, tokenizerJson } from '../text/small';

const tools = { id: 5000, content: '<tool>', special: false };
const turn = { id: 5001, content: '<turn>', special: true };
const json = tokenizerJson(bytePairModel(['a', 'b', 'c']), { added_tokens: [tools, turn] });

describe('A tokenizer with more tokens than its model', () => {
  it('cuts texts as ever where none of them occurs', () => {
    const tokenizer = withinVocabulary(createTokenizer(json, {}), 3, 'tiny');
    assert.deepEqual([...tokenizer.encode('abc').ids], [0, 1, 2]);
    assert.deepEqual([...tokenizer.encodeAll(['c'])[0].ids], [2]);
  });

  it('refuses a text in which one occurs, by its name and id', () => {
    const tokenizer = withinVocabulary(createTokenizer(json, {}), 320, 'tiny');
    const refusal = (token: string, id: number) => ({
      code: 'tokenizer-broken',
      message: `The text has the token "${token}" with the id ${id}, but tiny knows no ids over 319. Leave it out of the text, or download the model again.`,
    });
    assert.throws(() => tokenizer.encode('a<tool>b'), refusal('<tool>', 5000));
    assert.throws(() => tokenizer.encode('a<turn>', { parseSpecial: true }), refusal('<turn>', 5001));
    assert.throws(() => tokenizer.encodeAll(['a', '<tool>']), refusal('<tool>', 5000));
    const ordinary = withinVocabulary(createTokenizer(json, {}), 2, 'tiny');
    assert.throws(
      () => ordinary.encode('abc'),
      /the token "c" with the id 2, but tiny knows no ids over 1\./,
    );
  });

  it('is refused where one begins every text', () => {
    const tokenizer = createTokenizer(json, { bos_token: '<turn>', add_bos_token: true });
    assert.throws(() => withinVocabulary(tokenizer, 320, 'tiny'), {
      code: 'tokenizer-broken',
      message: /^The tokenizer begins every text with the token "<turn>" with the id 5001, but tiny knows/,
    });
  });
});
