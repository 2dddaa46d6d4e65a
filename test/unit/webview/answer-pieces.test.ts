import assert from 'node:assert/strict';
import fc from 'fast-check';
import { answerParagraphs, endOfPrompt } from '../../../webview/steering/answer-pieces';

/** One token per word, with the space before it. */
function words(text: string) {
  const found = [...text.matchAll(/\r\n|\s?\S+|\s/g)];
  return {
    start: Uint32Array.from(found, ({ index }) => index),
    end: Uint32Array.from(found, ([word], i) => found[i].index + word.length),
  };
}
const whole = (paragraphs: ReturnType<typeof answerParagraphs>) =>
  paragraphs
    .map(({ prompt, gap, pieces }) => prompt + gap + pieces.map(({ text }) => text).join(''))
    .join('');

describe('The pieces of an answer', () => {
  it('begin with the end of a long prompt only, at a word and never inside a character', () => {
    assert.equal(endOfPrompt('a short one'), 'a short one');
    const words = endOfPrompt('weather today is fine '.repeat(100));
    assert.ok(words.length <= 300 && /^…(weather|today|is|fine) /.test(words), words);
    const faces = endOfPrompt(`x${'😀'.repeat(400)}`);
    assert.ok(/^…(😀)+$/u.test(faces), faces);
  });

  it('join to prompt and text again, with or without tokens, wherever the answers part', () => {
    const anyText = fc.array(fc.constantFrom('a', ' ', '\n', 'ab', '😀', '\t', 'é', '\r\n'), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(anyText, anyText, fc.nat(20), fc.boolean(), (before, after, at, marked) => {
        const [prompt, text] = [before.join(''), after.join('')];
        const partsAt = marked ? Math.min(at, text.length) : undefined;
        const streaming = answerParagraphs(prompt, text, undefined, partsAt);
        const done = answerParagraphs(prompt, text, words(text), partsAt);
        assert.equal(whole(streaming), prompt + text);
        assert.equal(whole(done), prompt + text);
        assert.equal(done.length, streaming.length, 'nothing moves when the tokens come');
        const marks = done.flatMap(({ pieces }) => pieces.filter(({ parts }) => parts));
        assert.equal(marks.length, marked ? 1 : 0);
      }),
    );
  });

  it('leave the space after the prompt out of the continuation’s direction', () => {
    const [only] = answerParagraphs('We', ' نعم الآن', words(' نعم الآن'), undefined);
    assert.equal(only.gap, ' ');
    assert.deepEqual(
      only.pieces.map(({ text }) => text),
      ['نعم', ' الآن'],
    );
  });

  it('begin a paragraph of their own after a prompt that ends in a line break', () => {
    const paragraphs = answerParagraphs('One\n', 'two\nthree', undefined, undefined);
    assert.deepEqual(
      paragraphs.map(({ prompt, pieces }) => prompt + pieces.map(({ text }) => text).join('')),
      ['One\n', 'two\n', 'three'],
    );
  });

  it('part before a word, inside a token where they must, and never inside a character', () => {
    const parted = (text: string, at: number) =>
      answerParagraphs('', text, words(text), at).flatMap(({ pieces }) =>
        pieces.filter(({ parts }) => parts).map((piece) => piece.text),
      );
    assert.deepEqual(parted(' went home', 0), ['went']);
    assert.deepEqual(parted(' went home', 3), ['nt']);
    assert.deepEqual(parted('a 😀 b', 3), ['😀']);
    assert.deepEqual(parted('went', 4), ['']);
  });
});
