import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BabelscopeError, oneLine, toFailure } from '../../../src/rpc/failure';

describe('A failure’s sentence', () => {
  const repeats = (message: string, text: string) => message.includes(text.slice(0, 121));

  it('is one line, whatever a file has put into it', () => {
    const { message } = new BabelscopeError(
      'internal',
      'The tensor “a\r\nb\u2028c\u001b[2J\u202e” is odd.\nCheck it.',
    );
    assert.equal(message, 'The tensor “a b c [2J ” is odd. Check it.');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const sentence = oneLine(`It says “${text}”.`);
        assert.ok(!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(sentence));
        assert.equal(oneLine(sentence), sentence, 'what was made a sentence stays one');
      }),
    );
  });

  it('repeats no more than 120 characters of a name or a text, and keeps what comes behind', () => {
    for (const text of ['x'.repeat(5000), 'word '.repeat(1000), '名'.repeat(300), '😀'.repeat(300)]) {
      for (const sentence of [
        `The node “${text}” is odd. Check it.`,
        `The type "${text}" is odd. Check it.`,
      ]) {
        const { message } = new BabelscopeError('model-broken', sentence);
        assert.ok(!repeats(message, text), message);
        assert.ok(message.length < 200 && message.endsWith(' is odd. Check it.'), message);
        assert.ok(!/[\ud800-\udbff](?![\udc00-\udfff])/.test(message));
      }
    }
    assert.ok(
      !repeats(new BabelscopeError('internal', `It is ${'x'.repeat(500)}.`).message, 'x'.repeat(500)),
    );
    const unclosed = `It is “${'a b '.repeat(100)}`;
    assert.ok(!repeats(new BabelscopeError('internal', unclosed).message, 'a b '.repeat(100)));
    const unforeseen = toFailure(new TypeError('a b '.repeat(100)));
    assert.ok(!repeats(unforeseen.message, 'a b '.repeat(100)), unforeseen.message);
  });

  it('keeps paths and sentences as they are', () => {
    const path = `/${'a-folder-of-somebody/'.repeat(10)}file.onnx`;
    const sentence = `Babelscope cannot write to ${path}: the disk is full. Free some space and try again.`;
    assert.equal(new BabelscopeError('storage-unwritable', sentence).message, sentence);
  });

  it('speaks of nesting where the stack of calls was too small for a file', () => {
    const deeper = (): number => 1 + deeper();
    let failure;
    try {
      deeper();
    } catch (error) {
      failure = toFailure(error);
    }
    assert.match(failure?.message ?? '', /^A file is nested deeper/);
  });
});
