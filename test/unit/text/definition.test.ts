import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { TokenizerError } from '../../../src/text/error';
import { createTokenizer } from '../../../src/text/tokenizer';
import { charsmap } from './components';
import { bytePairModel, type Part, tokenizerJson } from './small';

const good = bytePairModel(['a', 'b', 'ab'], ['a b']);

/** Tokenizer files which cannot be used, and what is said about them. */
const bad: Record<string, readonly [json: unknown, code: TokenizerError['code'], says: RegExp]> = {
  'is null': [null, 'malformed', /is not a JSON object/],
  'is a list': [[], 'malformed', /is not a JSON object/],
  'is a text': ['{}', 'malformed', /is not a JSON object/],
  'is empty': [{}, 'malformed', /has no "model"/],
  'has no vocabulary': [tokenizerJson({ type: 'BPE', merges: [] }), 'malformed', /has no vocabulary/],
  'has an empty vocabulary': [tokenizerJson(bytePairModel([])), 'malformed', /has no vocabulary/],
  'has no merges': [tokenizerJson({ ...good, merges: undefined }), 'malformed', /has no list of merges/],
  'has a merge of one': [tokenizerJson({ ...good, merges: ['ab'] }), 'malformed', /has no list of merges/],
  'has a negative id': [withVocabulary({ a: -1 }), 'malformed', /the token "a" an id/],
  'has an id like a memory eater': [withVocabulary({ a: 2 ** 31 }), 'malformed', /the token "a" an id/],
  'has an id that is a text': [withVocabulary({ a: '1' }), 'malformed', /the token "a" an id/],
  'has an added token without text': [
    tokenizerJson(good, { added_tokens: [{ id: 1 }] }),
    'malformed',
    /added token without text/,
  ],
  'has added tokens that are no list': [tokenizerJson(good, { added_tokens: {} }), 'malformed', /not a list/],
  'has a normalizer that is a text': [
    tokenizerJson(good, { normalizer: 'NFC' }),
    'malformed',
    /"normalizer"/,
  ],
  'has a Prepend without its text': [
    tokenizerJson(good, { normalizer: { type: 'Sequence', normalizers: [{ type: 'Prepend' }] } }),
    'malformed',
    /has a Normalizer "Prepend" without a text/,
  ],
  'has half a normalizer': [
    tokenizerJson(good, { normalizer: { type: 'Sequence', normalizers: 5 } }),
    'malformed',
    /could not be understood/,
  ],
  'has a score that is a text': [
    tokenizerJson({ type: 'Unigram', unk_id: 0, vocab: [['a', '1']] }),
    'malformed',
    /not a token with a score/,
  ],
  'has Unigram pieces and nothing for the unknown': [
    tokenizerJson({ type: 'Unigram', unk_id: null, vocab: [['a', 1]] }),
    'unsupported',
    /unknown characters/,
  ],
  'has a normalizer of the future': [
    tokenizerJson(good, { normalizer: { type: 'Quantum' } }),
    'unsupported',
    /a Normalizer "Quantum"/,
  ],
  'has a pre-tokenizer of the future': [
    tokenizerJson(good, { pre_tokenizer: { type: 'UnicodeScripts' } }),
    'unsupported',
    /a PreTokenizer "UnicodeScripts"/,
  ],
  'has the cleaning of BERT': [
    tokenizerJson(good, { normalizer: { type: 'BertNormalizer', lowercase: true } }),
    'unsupported',
    /a Normalizer "BertNormalizer"/,
  ],
  'has a charsmap cut off': [
    tokenizerJson(good, {
      normalizer: { type: 'Precompiled', precompiled_charsmap: charsmap.slice(0, 400) },
    }),
    'malformed',
    /"Precompiled" whose table/,
  ],
  'has no charsmap where one should be': [
    tokenizerJson(good, { normalizer: { type: 'Precompiled', precompiled_charsmap: null } }),
    'malformed',
    /"Precompiled" whose table/,
  ],
  'has a behavior of the future': [
    tokenizerJson(good, { pre_tokenizer: { type: 'Split', pattern: { String: '-' }, behavior: 'Doubled' } }),
    'unsupported',
    /"Split" with the behavior "Doubled"/,
  ],
  'has a split by nothing that is known': [
    tokenizerJson(good, { pre_tokenizer: { type: 'Split', pattern: '-', behavior: 'Isolated' } }),
    'malformed',
    /"Split" without a pattern/,
  ],
  'has marks that contradict themselves': [
    tokenizerJson(good, {
      pre_tokenizer: {
        type: 'Metaspace',
        replacement: '▁',
        add_prefix_space: false,
        prepend_scheme: 'always',
      },
    }),
    'unsupported',
    /prepend_scheme "always" and add_prefix_space false/,
  ],
  'has a mark of two characters': [
    tokenizerJson(good, { pre_tokenizer: { type: 'Metaspace', replacement: '▁▁' } }),
    'malformed',
    /"Metaspace" without the one character/,
  ],
  'leaves out merges at random': [tokenizerJson({ ...good, dropout: 0.1 }), 'unsupported', /"dropout"/],
  ...Object.fromEntries(
    ['(?i)a', '(?m:a.)', '\\Ga', '(a)\\1', '(?i:é)', '(?i:ss)', '(?i:[^s])', 'a{2}?', 'a+*', 'a)', '[a'].map(
      (pattern) => [
        `has the pattern ${pattern}, which could mean something else here`,
        [
          tokenizerJson(good, {
            pre_tokenizer: { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated' },
          }),
          'unsupported',
          /regular expression/,
        ] as const,
      ],
    ),
  ),
  'has a pattern that is no pattern': [
    tokenizerJson(good, { pre_tokenizer: { type: 'Split', pattern: { Regex: '(' }, behavior: 'Isolated' } }),
    'unsupported',
    /regular expression/,
  ],
  'marks parts of words with a prefix': [
    tokenizerJson({ ...good, continuing_subword_prefix: '##' }),
    'unsupported',
    /continuing_subword_prefix/,
  ],
  'is of a kind with neither merges nor scores': [
    tokenizerJson({ type: 'WordLevel', vocab: { a: 0 } }),
    'unsupported',
    /uses a Model "WordLevel", which is neither BPE nor Unigram/,
  ],
  'is WordPiece': [
    tokenizerJson({ type: 'WordPiece', vocab: { a: 0 }, unk_token: 'a', continuing_subword_prefix: '##' }),
    'unsupported',
    /uses a Model "WordPiece", which is neither/,
  ],
  'is of a kind of the future': [
    tokenizerJson({ ...good, type: 'Foo' }),
    'unsupported',
    /uses a Model "Foo", which is neither/,
  ],
  'is of no kind, with neither merges nor scores': [
    tokenizerJson({ vocab: { a: 0 }, unk_token: 'a', continuing_subword_prefix: '##' }),
    'unsupported',
    /uses a Model, which is neither/,
  ],
};

describe('A tokenizer.json', () => {
  for (const [what, [json, code, says]] of Object.entries(bad)) {
    it(`which ${what} is refused in one sentence with a next step`, () => {
      assert.throws(
        () => createTokenizer(json, {}),
        (error) => {
          assert.ok(error instanceof TokenizerError);
          assert.equal(error.code, code);
          assert.match(error.message, says);
          assert.match(error.message, /\. (Download the model's tokenizer files again|Choose [^.]+)\.$/);
          return true;
        },
      );
    });
  }

  it('may leave out the stages it does not have, and its configuration may be anything', () => {
    for (const config of [undefined, null, 'text', [], { bos_token: 5, eos_token: { content: [] } }]) {
      const tokenizer = createTokenizer({ model: good }, config);
      assert.deepEqual([...tokenizer.encode('abba').ids], [2, 1, 0]);
      assert.equal(tokenizer.bos, undefined);
    }
  });

  it('may leave out that its model is BPE', () => {
    const tokenizer = createTokenizer(
      tokenizerJson({ ...good, type: undefined, unk_token: null, continuing_subword_prefix: '' }),
      {},
    );
    assert.deepEqual([...tokenizer.encode('aab').ids], [0, 2]);
  });

  it('may list merges as texts or as pairs', () => {
    const pairs = createTokenizer(tokenizerJson({ ...good, merges: [['a', 'b']] }), {});
    assert.deepEqual([...pairs.encode('aab').ids], [0, 2]);
  });

  it('is not changed by being read', () => {
    const json = tokenizerJson(good, { added_tokens: [{ id: 3, content: '<s>', special: true }] });
    const copy = structuredClone(json);
    createTokenizer(json, {});
    assert.deepEqual(json, copy);
  });
});

function withVocabulary(vocab: Part): Part {
  return tokenizerJson({ type: 'BPE', vocab, merges: [] });
}
