import assert from 'node:assert/strict';
import { admitLength, admitTexts, longestSelection } from '../../../../src/app/inspection/admission';
import { BabelscopeError, type FailureCode } from '../../../../src/rpc/failure';

function refusal(act: () => void): { code: FailureCode; message: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof BabelscopeError) return error;
    throw error;
  }
  return assert.fail('nothing was refused');
}

describe('Admission of a selection', () => {
  it('refuses ten megabytes by their length and tells the limit in tokens', () => {
    const { code, message } = refusal(() => admitLength(10_000_000));
    assert.equal(code, 'selection-too-long');
    assert.match(message, /4,000 tokens/);
    assert.doesNotThrow(() => admitLength(longestSelection));
  });

  it('refuses text of nothing but white space, in however many selections, and says what to do', () => {
    for (const texts of [[], [''], ['   \n\t'], ['\u3000', '\r\n']]) {
      const { code, message } = refusal(() => admitTexts(texts));
      assert.equal(code, 'empty-selection');
      assert.match(message, /Select/);
    }
  });

  it('refuses binary content, with zero bytes or with bytes that were no text', () => {
    for (const text of ['ELF\0\0\0', '\ufffdPNG\ufffd\ufffd\u0004\u0001abc'])
      assert.equal(refusal(() => admitTexts([text])).code, 'not-text');
  });

  it('lets a lone surrogate, a stray replacement character and right-to-left text through', () => {
    assert.doesNotThrow(() => admitTexts(['a\ud800b', 'caf\ufffd and more', '\u202bשלום עולם\u202c']));
  });
});
