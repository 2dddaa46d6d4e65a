import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createBoundedTokenizer } from '../../../src/engine/bounded-tokenizer';
import { TokenizerError } from '../../../src/text/error';
import { bytePairModel, tokenizerJson } from '../text/small';

const bounds = { buildMilliseconds: 60_000, textMilliseconds: 200, characterMilliseconds: 0 };
const letters = bytePairModel(['a', '!', 'aa'], ['a a']);
const splitBy = (Regex: string) =>
  tokenizerJson(letters, { pre_tokenizer: { type: 'Split', pattern: { Regex }, behavior: 'Isolated' } });
/** Twice as long for each further letter, when the text ends in something else. */
const catastrophe = '(a+)+$';

describe('a tokenizer that brings regular expressions', () => {
  it('cuts texts as ever', () => {
    const tokenizer = createBoundedTokenizer(splitBy('a+|!'), {}, bounds);
    assert.deepEqual([...tokenizer.encode('aa!a').ids], [2, 1, 0]);
  });

  it('is stopped where one does not come to an end, and works on afterwards', () => {
    const tokenizer = createBoundedTokenizer(splitBy(catastrophe), {}, bounds);
    assert.throws(
      () => tokenizer.encode(`${'a'.repeat(60)}!`),
      (error) =>
        error instanceof TokenizerError &&
        /did not come to an end with a text of 61 characters in 0\.2 s/.test(error.message),
    );
    assert.equal(tokenizer.encode('aa').ids.length, 1);
  });

  it('cuts many texts at once, and is stopped where one of them does not come to an end', () => {
    const tokenizer = createBoundedTokenizer(splitBy(catastrophe), {}, bounds);
    const texts = ['a', 'aa', ''];
    assert.deepEqual(
      tokenizer.encodeAll(texts),
      texts.map((text) => tokenizer.encode(text)),
    );
    assert.throws(
      () => tokenizer.encodeAll(['aa', `${'a'.repeat(60)}!`]),
      (error) => error instanceof TokenizerError && error.message.includes('a text of 63 characters'),
    );
  });

  it('is stopped in its normalizer too, and in a file of 50 MB', () => {
    const { model } = tokenizerJson(letters);
    const vocab: Record<string, number> = { a: 0, '!': 1 };
    for (let id = 2; id < 5_000; id++) vocab[`${'b'.repeat(10_500)}${id}`] = id;
    const normalizer = { type: 'Replace', pattern: { Regex: catastrophe }, content: 'a' };
    const json = JSON.stringify(tokenizerJson({ ...(model as object), vocab, merges: [] }, { normalizer }));
    assert.ok(json.length > 50e6);
    const tokenizer = createBoundedTokenizer(JSON.parse(json), {}, bounds);
    assert.throws(() => tokenizer.encode(`${'a'.repeat(60)}!`), TokenizerError);
  });

  it('is stopped in its decoder too', () => {
    const decoder = { type: 'Replace', pattern: { Regex: catastrophe }, content: 'a' };
    // A decoder works token by token, so that one token has to be long.
    const long = 'a'.repeat(60) + '!';
    const tokenizer = createBoundedTokenizer(
      tokenizerJson(bytePairModel(['a', '!', long], []), { decoder }),
      {},
      bounds,
    );
    assert.throws(() => tokenizer.decode([2]), TokenizerError);
    assert.equal(tokenizer.decode([1]), '!');
  });

  it('throws what is thrown inside', () => {
    assert.throws(
      () => createBoundedTokenizer(splitBy('('), {}, bounds),
      /regular expression that is not supported/,
    );
  });
});

describe('a tokenizer that makes much of a text', () => {
  const grows = (...normalizers: object[]) =>
    createBoundedTokenizer(
      tokenizerJson(letters, { normalizer: { type: 'Sequence', normalizers } }),
      {},
      { ...bounds, textMilliseconds: 10_000 },
    );
  const ten = { type: 'Replace', pattern: { String: 'a' }, content: 'a'.repeat(10) };

  it('is used where that is little', () => {
    assert.equal(grows(ten).encode('aa').ids.length, 10);
  });

  it('is refused by the stage that does, before the memory is full', () => {
    const cases: [object[], string][] = [
      [Array.from({ length: 20 }, () => ten), 'Normalizer "Replace"'],
      [
        Array.from({ length: 200 }, () => ({ type: 'Prepend', prepend: 'a'.repeat(4000) })),
        'Normalizer "Prepend"',
      ],
      [[{ type: 'Replace', pattern: { Regex: 'a' }, content: 'a'.repeat(10_000) }], 'Normalizer "Replace"'],
    ];
    for (const [normalizers, stage] of cases)
      assert.throws(() => grows(...normalizers).encode('aaaa'), {
        name: 'TokenizerError',
        message: `The model's tokenizer makes a text more than 32 times as long in its ${stage}. Choose another model.`,
      });
  });

  it('is refused where it adds more tokens than any', () => {
    const added_tokens = Array.from({ length: 100_001 }, (_, id) => ({ id: id + 3, content: `<${id}>` }));
    assert.throws(
      () => createBoundedTokenizer({ ...tokenizerJson(letters), added_tokens }, {}, bounds),
      /has 100001 added tokens, more than any model/,
    );
  });
});

describe('a tokenizer whose stages make no sense', () => {
  const nested = (depth: number) => {
    let stage: Record<string, unknown> = { type: 'Lowercase' };
    for (let i = 0; i < depth; i++) stage = { type: 'Sequence', normalizers: [stage] };
    return stage;
  };
  const stages: [what: string, more: Parameters<typeof tokenizerJson>[1]][] = [
    ['nothing to prepend', { normalizer: { type: 'Prepend' } }],
    ['a number to prepend', { normalizer: { type: 'Prepend', prepend: 7 } }],
    ['stages within stages, 50,000 deep', { normalizer: nested(50_000) }],
    ['a replacement of nothing', { normalizer: { type: 'Replace' } }],
    ['a sequence of nothing', { pre_tokenizer: { type: 'Sequence' } }],
    ['a template of nothing', { post_processor: { type: 'TemplateProcessing' } }],
    ['a decoder of nothing', { decoder: { type: 'Sequence' } }],
    ['a decoder without text', { decoder: { type: 'Replace' } }],
  ];
  for (const [what, more] of stages)
    it(`is refused in a sentence, or works, with ${what}`, () => {
      try {
        const tokenizer = createBoundedTokenizer(tokenizerJson(letters, more), {}, bounds);
        tokenizer.decode(tokenizer.encode('aa!a').ids);
        tokenizer.tokenText(0);
      } catch (error) {
        assert.ok(error instanceof TokenizerError, String(error));
        assert.match(error.message, /^The model's tokenizer[^\n]+\. [A-Z][^\n]+\.$/);
      }
    });
});
