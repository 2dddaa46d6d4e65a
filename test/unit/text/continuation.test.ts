import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Continuation } from '../../../src/text/continuation';
import type { TextTokenizer } from '../../../src/text/tokenizer';
import { createTokenizer } from '../../../src/text/tokenizer';
import { byteTokenizer, byteTokens, bytePairModel, prependedMarks, tokenizerJson } from './small';

/** A SentencePiece model with byte fallback, whose decoder drops the space in front of a text. */
function fallbackTokenizer(): TextTokenizer {
  const tokens = [...byteTokens, '▁', 'a', 'b', '▁a'];
  const model = bytePairModel(tokens, ['▁ a'], { byte_fallback: true });
  const decoder = {
    type: 'Sequence',
    decoders: [
      { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
      { type: 'ByteFallback' },
      { type: 'Fuse' },
      { type: 'Strip', content: ' ', start: 1, stop: 0 },
    ],
  };
  return createTokenizer(tokenizerJson(model, { normalizer: prependedMarks, decoder }), {});
}

function streamed(tokenizer: TextTokenizer, prompt: ArrayLike<number>, ids: ArrayLike<number>) {
  const continuation = new Continuation(tokenizer, prompt);
  const parts = Array.from(ids, (id) => continuation.push(id));
  return { continuation, parts };
}

describe('a text that comes token by token', () => {
  const bytes = byteTokenizer();

  it('waits until a character is whole', () => {
    const { ids } = bytes.encode('é駅a👩');
    const { parts, continuation } = streamed(bytes, [], ids);
    assert.deepEqual(parts, ['', 'é', '', '', '駅', 'a', '', '', '', '👩']);
    assert.equal(continuation.text, 'é駅a👩');
  });

  it('gives the tokens of one character its range, and an empty one where it is never completed', () => {
    const { ids } = bytes.encode('a駅b👩');
    const { continuation } = streamed(bytes, [], ids.subarray(0, 7));
    assert.equal(continuation.text, 'a駅b');
    const { start, end } = continuation.ranges();
    assert.deepEqual([...start], [0, 1, 1, 1, 2, 3, 3]);
    assert.deepEqual([...end], [1, 2, 2, 2, 3, 3, 3]);
    const cut = continuation.ranges(2);
    assert.deepEqual([...cut.start], [0, 1, 1, 1, 2, 2, 2]);
    assert.deepEqual([...cut.end], [1, 2, 2, 2, 2, 2, 2]);
  });

  it('does not wait for bytes that are no character', () => {
    const lone = bytes.encode('é').ids[1];
    const { continuation } = streamed(bytes, [], [lone, ...bytes.encode('ab').ids]);
    assert.equal(continuation.text, '\ufffdab');
    const { parts } = streamed(bytes, [], [lone, lone, lone, lone, lone]);
    assert.equal(parts.join('').length, 4, 'four bytes at most are held');
  });

  it('keeps the space in front of its first word, which decoders drop at the beginning of a text', () => {
    const tokenizer = fallbackTokenizer();
    const prompt = tokenizer.encode('b').ids;
    const next = tokenizer.encode('a').ids;
    assert.equal(tokenizer.decode(next), 'a');
    assert.deepEqual(streamed(tokenizer, prompt, next).parts, [' a']);
  });

  it('completes a character that the prompt began', () => {
    const ids = bytes.encode('x駅y').ids;
    assert.deepEqual(streamed(bytes, ids.subarray(0, 2), ids.subarray(2)).parts, ['', '駅', 'y']);
  });

  it('adds up to what the tokens decode to, wherever prompt and continuation part', () => {
    const unit = fc.constantFrom('a', 'b', ' ', 'é', '駅', '👩‍👧', '\n', 'ب');
    for (const tokenizer of [bytes, fallbackTokenizer()]) {
      fc.assert(
        fc.property(fc.array(unit, { maxLength: 12 }), fc.array(unit, { maxLength: 12 }), (before, after) => {
          const prompt = tokenizer.encode(`b${before.join('')}`).ids;
          const whole = tokenizer.encode(`b${before.join('')}${after.join('')}`).ids;
          fc.pre(prompt.every((id, pos) => id === whole[pos]));
          const { parts, continuation } = streamed(tokenizer, prompt, whole.subarray(prompt.length));
          assert.equal(parts.join(''), after.join(''));
          const { start, end } = continuation.ranges();
          assert.ok(start.every((from, pos) => from <= end[pos] && (pos === 0 || from >= start[pos - 1])));
        }),
      );
    }
  });
});
