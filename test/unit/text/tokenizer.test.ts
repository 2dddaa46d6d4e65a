import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createTokenizer } from '../../../src/text/tokenizer';
import { charsmap } from './components';
import {
  byteTokenizer,
  byteTokens,
  bytePairModel,
  type Part,
  prependedMarks,
  shown,
  tokenizerJson,
  unigramModel,
} from './small';

const endOfText = { id: 300, content: '<|endoftext|>', special: true };
const toolCall = { id: 301, content: '<tool>', special: false };

describe('Byte-level tokens', () => {
  it('share the range of the character they are bytes of', () => {
    assert.deepEqual(shown(byteTokenizer(), 'a駅'), ['a@0-1', '<E9>@1-2', '<A7>@1-2', '<85>@1-2']);
  });

  it('never split a surrogate pair', () => {
    assert.deepEqual(shown(byteTokenizer(), '𠮷!'), [
      '<F0>@0-2',
      '<A0>@0-2',
      '<AE>@0-2',
      '<B7>@0-2',
      '!@2-3',
    ]);
  });

  it('tell the people of a family apart, and the joiners between them', () => {
    const { start, end } = byteTokenizer().encode('👩‍👩‍👧');
    const ranges = [...start].map((from, pos) => `${from}-${end[pos]}`);
    assert.deepEqual([...new Set(ranges)], ['0-2', '2-3', '3-5', '5-6', '6-8']);
    assert.equal(ranges.length, 4 + 3 + 4 + 3 + 4);
  });

  it('keep a lone surrogate in its one code unit', () => {
    assert.deepEqual(shown(byteTokenizer(), 'a\ud83db'), [
      'a@0-1',
      '<EF>@1-2',
      '<BF>@1-2',
      '<BD>@1-2',
      'b@2-3',
    ]);
    assert.deepEqual(shown(byteTokenizer(), '\udc00'), ['<EF>@0-1', '<BF>@0-1', '<BD>@0-1']);
  });

  it('keep both halves of a Windows line break', () => {
    assert.deepEqual(shown(byteTokenizer(), 'a\r\nb'), ['a@0-1', '\r@1-2', '\n@2-3', 'b@3-4']);
  });

  it('give a space before a word, which the tokenizer put there, no range', () => {
    const json = tokenizerJson(bytePairModel(['Ġ', 'a', 'Ġa', 'b'], ['Ġ a']), {
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true, use_regex: true },
      decoder: { type: 'ByteLevel' },
    });
    assert.deepEqual(shown(createTokenizer(json, {}), 'a'), [' a@0-1']);
    assert.deepEqual(shown(createTokenizer(json, {}), 'b'), [' @0-0', 'b@0-1']);
    assert.deepEqual(shown(createTokenizer(json, {}), ' b'), [' @0-1', 'b@1-2']);
  });

  it('are cut as the models were trained: by the digits and the white space of Unicode', () => {
    const letters = bytePairModel(['a', 'b', 'Ù', '¡', '¢'], ['Ù ¡', 'Ù ¢', 'Ù¡ Ù¢']); // ١ is D9 A1, ٢ is D9 A2
    const vocab = { ...(letters.vocab as Part), 'Ù¡': 5, 'Ù¢': 6, 'Ù¡Ù¢': 7 };
    const digits = (individual: boolean) =>
      tokenizerJson(
        { ...letters, vocab },
        {
          pre_tokenizer: {
            type: 'Sequence',
            pretokenizers: [{ type: 'Digits', individual_digits: individual }, { type: 'ByteLevel' }],
          },
          decoder: { type: 'ByteLevel' },
        },
      );
    assert.deepEqual(shown(createTokenizer(digits(true), {}), 'a١٢'), ['a@0-1', '١@1-2', '٢@2-3']);
    assert.deepEqual(shown(createTokenizer(digits(false), {}), 'a١٢'), ['a@0-1', '١٢@1-3']);
  });

  it('are none for an empty text', () => {
    assert.deepEqual(shown(byteTokenizer(), ''), []);
  });
});

describe('Normalised text', () => {
  it('gives both letters of "fi" the range of the ligature', () => {
    assert.deepEqual(shown(byteTokenizer({ type: 'NFKC' }), 'oﬁn'), ['o@0-1', 'f@1-2', 'i@1-2', 'n@2-3']);
  });

  it('gives a composed letter the range of the letter and its accent', () => {
    const tokens = shown(byteTokenizer({ type: 'NFC' }), 'xe\u0301y');
    assert.deepEqual(tokens, ['x@0-1', '<C3>@1-3', '<A9>@1-3', 'y@3-4']);
  });

  it('gives a decomposed letter and its accent the range of the letter', () => {
    assert.deepEqual(shown(byteTokenizer({ type: 'NFD' }), 'é'), ['e@0-1', '<CC>@0-1', '<81>@0-1']);
  });

  it('composes Hangul from jamo, and half-width kana with their voicing mark', () => {
    const ranges = (text: string, form: string) => [
      ...new Set(shown(byteTokenizer({ type: form }), text).map(rangeOf)),
    ];
    assert.deepEqual(ranges('\u1112\u1161\u11ab가', 'NFC'), ['0-3', '3-4']);
    assert.deepEqual(ranges('ｶﾞｱ', 'NFKC'), ['0-2', '2-3']);
  });

  it('leaves marks on their own which do not compose', () => {
    const ranges = shown(byteTokenizer({ type: 'NFC' }), 'कि e\u0301').map(rangeOf);
    assert.deepEqual([...new Set(ranges)], ['0-1', '1-2', '2-3', '3-5']);
  });

  it('gives the one range to marks which change places', () => {
    const { text, ranges } = bytesOf({ type: 'NFC' }, 'q\u0307\u0323'); // the dot below goes first
    assert.equal(text, 'q\u0323\u0307');
    assert.deepEqual([...new Set(ranges)], ['0-1', '1-3']);
  });

  it('composes across a mark that does not take part', () => {
    const { text, ranges } = bytesOf({ type: 'NFC' }, 'a\u0327\u0301b');
    assert.equal(text, 'á\u0327b');
    assert.deepEqual([...new Set(ranges)], ['0-3', '3-4']);
  });

  it('keeps its place when lower case makes it longer, and no letter depends on what follows', () => {
    assert.deepEqual(shown(byteTokenizer({ type: 'Lowercase' }), 'İA').map(rangeOf), [
      '0-1',
      '0-1',
      '0-1',
      '1-2',
    ]);
    const { text, ranges } = bytesOf({ type: 'Lowercase' }, 'ΟΔΟΣ');
    assert.equal(text, 'οδοσ'); // letter by letter, as in the original: no other sigma at the end
    assert.deepEqual([...new Set(ranges)], ['0-1', '1-2', '2-3', '3-4']);
  });

  it('knows which spaces were stripped', () => {
    const strip = { type: 'Strip', strip_left: true, strip_right: true };
    assert.deepEqual(shown(byteTokenizer(strip), '  a b '), ['a@2-3', ' @3-4', 'b@4-5']);
    assert.deepEqual(shown(byteTokenizer(strip), ' \n '), []);
  });

  it('gives what replaced several spaces the range of them all', () => {
    const replace = { type: 'Replace', pattern: { Regex: ' {2,}' }, content: '_' };
    assert.deepEqual(shown(byteTokenizer(replace), 'a   b c'), ['a@0-1', '_@1-4', 'b@4-5', ' @5-6', 'c@6-7']);
  });

  it('covers accents that were taken off with their letter', () => {
    const normalizer = { type: 'Sequence', normalizers: [{ type: 'NFD' }, { type: 'StripAccents' }] };
    assert.deepEqual(shown(byteTokenizer(normalizer), 'éa\u0301b'), ['e@0-1', 'a@1-3', 'b@3-4']);
  });

  it('follows one normalizer after another', () => {
    const normalizer = {
      type: 'Sequence',
      normalizers: [{ type: 'NFKC' }, { type: 'Lowercase' }, { type: 'NFD' }],
    };
    assert.deepEqual(shown(byteTokenizer(normalizer), 'ﬁÅ').map(rangeOf), [
      '0-1',
      '0-1',
      '1-2',
      '1-2',
      '1-2',
    ]);
  });

  it('leaves out control characters that a SentencePiece charsmap drops', () => {
    const { text, ranges } = bytesOf(
      { type: 'Precompiled', precompiled_charsmap: charsmap },
      'a\u0001\u3000Ａ～',
    );
    assert.equal(text, 'a A～');
    assert.deepEqual([...new Set(ranges)], ['0-1', '2-3', '3-4', '4-5']);
  });
});

describe('SentencePiece BPE tokens', () => {
  const model = bytePairModel(
    ['<unk>', ...byteTokens, '▁', 'a', 'b', '▁a', '▁▁', 'ab'],
    ['▁ a', '▁ ▁', 'a b'],
    { unk_token: '<unk>', byte_fallback: true, fuse_unk: true },
  );
  const decoder = {
    type: 'Sequence',
    decoders: [
      { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
      { type: 'ByteFallback' },
      { type: 'Fuse' },
      { type: 'Strip', content: ' ', start: 1, stop: 0 },
    ],
  };
  const tokenizer = createTokenizer(tokenizerJson(model, { normalizer: prependedMarks, decoder }), {});

  it('own their spaces; the one put before the text is nobody’s', () => {
    assert.deepEqual(shown(tokenizer, 'a ab'), [' a@0-1', ' a@1-3', 'b@3-4']);
    assert.deepEqual(shown(tokenizer, 'b'), [' @0-0', 'b@0-1']);
    assert.deepEqual(shown(tokenizer, ' a'), [' @0-0', ' a@0-2']);
  });

  it('fall back to bytes, which share the range of their character', () => {
    assert.deepEqual(shown(tokenizer, 'a駅b'), [' a@0-1', '<E9>@1-2', '<A7>@1-2', '<85>@1-2', 'b@2-3']);
    assert.deepEqual(shown(tokenizer, 'a\n'), [' a@0-1', '\n@1-2']);
    assert.deepEqual(shown(tokenizer, 'a\ud800').slice(1), ['<EF>@1-2', '<BF>@1-2', '<BD>@1-2']);
  });

  it('are unknown, or left out, where there are no bytes', () => {
    const few = (settings: Part) =>
      createTokenizer(tokenizerJson(bytePairModel(['<unk>', 'a'], [], settings)), {});
    assert.deepEqual(shown(few({ unk_token: '<unk>' }), 'a駅x'), ['a@0-1', '<unk>@1-2', '<unk>@2-3']);
    assert.deepEqual(shown(few({ unk_token: '<unk>', fuse_unk: true }), 'a駅xa'), [
      'a@0-1',
      '<unk>@1-3',
      'a@3-4',
    ]);
    assert.deepEqual(shown(few({}), 'a駅a'), ['a@0-1', 'a@2-3']);
  });

  it('do not change where a long text is cut into words to keep it fast', () => {
    const spanning = bytePairModel(['▁', 'a', 'b', 'a▁', 'a▁b', '▁b'], ['a ▁', 'a▁ b', '▁ b']);
    const marks = { type: 'Replace', pattern: { String: ' ' }, content: '▁' };
    const across = createTokenizer(tokenizerJson(spanning, { normalizer: marks, decoder }), {});
    assert.deepEqual(shown(across, 'a b b'), ['a b@0-3', ' b@3-5']);
  });

  it('read as the text again', () => {
    assert.equal(tokenizer.decode(tokenizer.encode('a 駅  ab.').ids), 'a 駅  ab.');
    assert.equal(tokenizer.decode([]), '');
    assert.equal(tokenizer.decode([259, 99_999]), 'b');
  });
});

describe('Unigram tokens', () => {
  const pieces: [string, number][] = [
    ['<unk>', 0],
    ['</s>', 0],
    ['▁', -3],
    ['▁the', -1],
    ['t', -4],
    ['he', -3],
    ['fi', -2],
    ['<', -5],
    ['/', -5],
    ['s', -5],
    ['>', -5],
  ];
  const stages = {
    added_tokens: [
      { id: 0, content: '<unk>', special: true },
      { id: 1, content: '</s>', special: true },
    ],
    normalizer: { type: 'Precompiled', precompiled_charsmap: charsmap },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'WhitespaceSplit' },
        { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
      ],
    },
    decoder: { type: 'Metaspace', replacement: '▁' },
  };
  const tokenizer = createTokenizer(tokenizerJson(unigramModel(pieces), stages), { eos_token: '</s>' });

  it('begin words at the word: the space before it was dropped', () => {
    assert.deepEqual(shown(tokenizer, 'the  the'), [' the@0-3', ' the@5-8']);
    assert.deepEqual(shown(tokenizer, 'ﬁ'), [' @0-0', 'fi@0-1']);
  });

  it('are one unknown token for what is unknown', () => {
    assert.deepEqual(shown(tokenizer, 'the駅𠮷he'), [' the@0-3', '<unk>@3-6', 'he@6-8']);
  });

  it('do not take the words "</s>" for the end, unless asked', () => {
    assert.deepEqual(shown(tokenizer, '</s>'), [' @0-0', '<@0-1', '/@1-2', 's@2-3', '>@3-4']);
    assert.deepEqual(shown(tokenizer, 'the</s>', { parseSpecial: true }), [' the@0-3', '</s>@3-7']);
    assert.equal(tokenizer.eos, 1);
    assert.equal(tokenizer.tokenText(1), '</s>');
  });
});

describe('Control tokens in a text', () => {
  const json = tokenizerJson(bytePairModel([...'<|endoftxl> ']), {
    added_tokens: [
      endOfText,
      toolCall,
      { id: 302, content: '<lo>', special: true, lstrip: true, rstrip: true },
    ],
    pre_tokenizer: { type: 'Split', pattern: { Regex: ' ' }, behavior: 'Isolated', invert: false },
  });
  const tokenizer = createTokenizer(json, {
    bos_token: { content: '<|endoftext|>' },
    eos_token: '<|endoftext|>',
  });

  it('are only text', () => {
    assert.equal(shown(tokenizer, 'l<|endoftext|>l').length, 15);
  });

  it('are those tokens where a chat template wrote them', () => {
    assert.deepEqual(shown(tokenizer, 'l<|endoftext|>l', { parseSpecial: true }), [
      'l@0-1',
      '<|endoftext|>@1-14',
      'l@14-15',
    ]);
  });

  it('are always tokens when they are ordinary words of the vocabulary', () => {
    assert.deepEqual(shown(tokenizer, 'l<tool>'), ['l@0-1', '<tool>@1-7']);
  });

  it('cover the white space they take from their neighbours', () => {
    assert.deepEqual(shown(tokenizer, 'l  <lo> l', { parseSpecial: true }), ['l@0-1', '<lo>@1-8', 'l@8-9']);
  });

  it('can be left out of what a model wrote', () => {
    const { ids } = tokenizer.encode('l<|endoftext|>', { parseSpecial: true });
    assert.equal(tokenizer.decode(ids, { skipSpecial: true }).trim(), 'l');
    assert.match(tokenizer.decode(ids), /<\|endoftext\|>$/);
  });
});

describe('A tokenizer', () => {
  const template = {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [],
  };
  const added = [{ id: 1, content: '<s>', special: true }];
  const withTemplate = tokenizerJson(bytePairModel(['a']), { added_tokens: added, post_processor: template });

  it('knows how texts begin by its template', () => {
    const { bos, eos, addsBos, vocabularySize } = createTokenizer(withTemplate, {});
    assert.deepEqual(
      { bos, eos, addsBos, vocabularySize },
      { bos: 1, eos: undefined, addsBos: true, vocabularySize: 2 },
    );
  });

  it('lets the configuration decide, where it says something', () => {
    assert.equal(createTokenizer(withTemplate, { add_bos_token: false }).addsBos, false);
    assert.equal(createTokenizer(withTemplate, { bos_token: 'a' }).bos, 0);
    const plain = tokenizerJson(bytePairModel(['a']), { added_tokens: added });
    assert.equal(createTokenizer(plain, { bos_token: '<s>' }).addsBos, false);
    assert.equal(createTokenizer(plain, { bos_token: '<s>', add_bos_token: true }).addsBos, true);
    assert.equal(createTokenizer(plain, undefined).bos, undefined);
  });

  it('never adds tokens around a text', () => {
    assert.deepEqual(shown(createTokenizer(withTemplate, {}), 'a'), ['a@0-1']);
  });

  it('has no text for an id it does not know', () => {
    assert.equal(createTokenizer(withTemplate, {}).tokenText(77), '');
    assert.equal(createTokenizer(withTemplate, {}).tokenText(-1), '');
  });
});

function rangeOf(token: string): string {
  return token.slice(token.lastIndexOf('@') + 1);
}

/** What a normalizer leaves to a byte tokenizer: the text and the range of each byte. */
function bytesOf(normalizer: Part, text: string): { text: string; ranges: string[] } {
  const tokenizer = byteTokenizer(normalizer);
  return { text: tokenizer.decode(tokenizer.encode(text).ids), ranges: shown(tokenizer, text).map(rangeOf) };
}

describe('Bytes of a word with a suffix', () => {
  it('lie within the word, also those of the suffix', () => {
    const model = bytePairModel([...byteTokens, 'a</w>'], [], {
      end_of_word_suffix: '</w>',
      byte_fallback: true,
    });
    const { start, end } = createTokenizer(tokenizerJson(model), {}).encode('\u3000 ä');
    assert.equal(start.length, 3 + 1 + 2 + '</w>'.length);
    for (const [at, from] of start.entries()) {
      assert.ok(from <= end[at] && end[at] <= 3, `${from}–${end[at]}`);
      if (at > 0) assert.ok(from >= start[at - 1]);
    }
  });

  it('name the regular expression that is refused', () => {
    const stages = {
      pre_tokenizer: { type: 'Split', behavior: 'Isolated', pattern: { Regex: `(?<n>${'a'.repeat(90)}` } },
    };
    assert.throws(() => createTokenizer(tokenizerJson(bytePairModel(['a']), stages), {}), {
      message: /that is not supported \(\(\?<n>a{55}…\)\. Choose/,
    });
  });
});
