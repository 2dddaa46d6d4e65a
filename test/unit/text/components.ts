import { createHash } from 'node:crypto';
import { bytePairModel, byteTokens, type Part, tokenizerJson, unigramModel } from './small';

/**
 * A tokenizer for every component that a tokenizer.json can have, in every way that it can be set. Where a component
 * changes or cuts the text, the model behind it has a token for each byte, and another one for each byte at the end of a
 * piece: its ids are the text and the cuts, bare.
 */

/** The letters of the 256 bytes in GPT-2's alphabet. */
const byteLetters: readonly string[] = (() => {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCodePoint(/^[!-~¡-¬®-ÿ]$/.test(String.fromCodePoint(byte)) ? byte : next++),
  );
})();

const bytesAndEnds = bytePairModel([...byteLetters, ...byteLetters.map((letter) => `${letter}</w>`)], [], {
  end_of_word_suffix: '</w>',
});
const toBytes = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false };

/**
 * Compiled by SentencePiece from rules made for this: ligatures, marks, full width, kana with a voicing mark, signs before
 * numbers, what is dropped, and what becomes a space.
 */
export const charsmap = [
  'AAQAAAAMAAAAAACAAQ0AAMw4AgABAACAiA0AAB4AAIDMOAIAgQ0AAAo1AAAJOQAAIQAAgMwMAgCCCQAADSkAACsAAIDMGAIAhw0A',
  'ABwAAIBIAACACQAAgIBsAwChOQAA2YACABQAAIAkAACApKQCAKicAwDglAIApPwCALwFAAAnAACAoJEAAInhAACETAIAkpgDAOEQ',
  'AgCFiAIAoQUAAEQAAIADAACAgIwDAKOoAwCgHQAABwAAgK2xAACAqQAAgHkAAIB4AgAvAACAsBgCABEAAICAHQAAGQAAgKExAACB',
  'CQAAkcwCAJHhAAAPAACAFwAAgIxMAgC9pQAAPAAAgL6IAwCs2AMAixUBAIHlAQCeHQAAQAAAgJ1cAgCU5AIAuPUBAEoAAABLAAAA',
  'SAAAAEkAAABOAAAATwAAAEwAAABNAAAAvBwDAL1IAgBQAAAAUQAAAFYAAABXAAAAVAAAAFUAAABaAAAAWwAAAFgAAABZAAAAXgAA',
  'AF8AAABcAAAAXQAAAGIAAABjAAAAYbQCAGEAAABmAAAAZwAAAGW0AgBlAAAAagAAAGsAAABp2AIAaQAAAKYRAQBvAAAAbAAAAG0A',
  'AAByAAAAcwAAAHAAAABxAAAAdgAAALYtAQB0AAAAdQAAAHoAAAB7AAAAeAAAAHkAAAB+AAAAfrkBAHwAAAB9AAAAggAAAIMAAACA',
  'AAAAgQAAAIYAAACHAAAAhAAAAIUAAACKAAAAiwAAAIgAAACJAAAAjgAAAI8AAACMAAAAjQAAAJIAAACTAAAAkAAAAJEAAACWAAAA',
  'lwAAAJQAAACVAAAAmgAAAJsAAACYAAAAmQAAAJ4AAACfAAAAnAAAAJ0AAACiAAAAowAAAKAAAAChAAAApgAAAKcAAACkAAAApQAA',
  'AKoAAACrAAAAqAAAAKkAAACuAAAArwAAAKwAAACtAAAAsgAAALMAAACwAAAAsQAAALYAAAC3AAAAtAAAALUAAAC6AAAAuwAAALgA',
  'AAC5AAAAvgAAAL8AAAC8AAAAvQAAAMIAAADCBAEAwAAAAMEAAADGAAAAxwAAAMQAAADFAAAAygAAAMsAAADIAAAAyQAAAM4AAADP',
  'AAAAzAAAAM0AAADSAAAA70ABANAAAADRAAAA1gAAANcAAADUAAAA1QAAANoAAADbAAAA2cgBANg4AQDeAAAA3wAAANwAAADdAAAA',
  '40ABAOIgAQDhEAEA4HQBAOYAAADnAAAA5AAAAOUAAADqAAAA6qwBAOgAAADpAAAA7wAAAO8AAADsAAAA7QAAAPIAAADzAAAA8AAA',
  'APCsAAD2AAAA9wAAAPQAAAD1AAAA+gAAAPsAAAD4AAAA+QAAAP4AAAD/AAAA/AAAAP0AAAAAIAAuLi4AMQAx4oGEMgBBAEdBAE4x',
  'AGEAZmkAaQDDpADDqQDZigDgpKkA4buHAOOCouODkeODvOODiADjgqsA44KsAO2VmADvvZ4A',
].join('');

const precompiled = { type: 'Precompiled', precompiled_charsmap: charsmap };
const sequence = (...normalizers: Part[]): Part => ({ type: 'Sequence', normalizers });
const replace = (pattern: Part, content: string): Part => ({ type: 'Replace', pattern, content });

const normalizers: Record<string, Part> = {
  NFC: { type: 'NFC' },
  NFD: { type: 'NFD' },
  NFKC: { type: 'NFKC' },
  NFKD: { type: 'NFKD' },
  Lowercase: { type: 'Lowercase' },
  StripAccents: { type: 'StripAccents' },
  Nmt: { type: 'Nmt' },
  ByteLevel: { type: 'ByteLevel' },
  Precompiled: precompiled,
  Prepend: { type: 'Prepend', prepend: '▁' },
  'Prepend two': { type: 'Prepend', prepend: '▁_' },
  ...Object.fromEntries(
    [true, false].flatMap((left) =>
      [true, false].map((right) => [
        `Strip ${left ? 'left' : ''} ${right ? 'right' : ''}`,
        { type: 'Strip', strip_left: left, strip_right: right },
      ]),
    ),
  ),
  'Replace text': replace({ String: 'a' }, '$&$1'),
  'Replace text of syntax': replace({ String: '[b]' }, ''),
  'Replace white space': replace({ Regex: '\\s+' }, ' '),
  'Replace spaces': replace({ Regex: ' {2,}' }, '▁'),
  // Of a Replace that matches nothing, the original fails on most texts.
  'Replace at the ends': replace({ Regex: '^ |\\n$' }, '#'),
  'NFD, StripAccents, Lowercase': sequence({ type: 'NFD' }, { type: 'StripAccents' }, { type: 'Lowercase' }),
  'Precompiled, Strip, Replace': sequence(
    precompiled,
    { type: 'Strip', strip_left: false, strip_right: true },
    replace({ Regex: ' {2,}' }, '▁'),
  ),
  'Strip, Prepend': sequence(
    { type: 'Strip', strip_left: true, strip_right: true },
    { type: 'Prepend', prepend: '▁' },
    replace({ String: ' ' }, '▁'),
  ),
  'Sequence of none': sequence(),
};

const behaviors = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'];
/** What is split by, as published tokenizers and their pitfalls have it. */
const patterns: Record<string, Part> = {
  'a text': { String: '-' },
  'a space': { String: ' ' },
  'a text of syntax': { String: '...' },
  nothing: { String: '' },
  letters: { Regex: '\\p{L}+' },
  'white space': { Regex: '\\s+' },
  'perhaps nothing': { Regex: '-*' },
  'words, digits and others': { Regex: '\\w+|\\d|[^\\w\\s]' },
  cl100k: {
    Regex:
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
  },
  'cl100k, possessive': {
    Regex:
      "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}+| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s++$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s",
  },
  'an atomic group': { Regex: '(?>-+a?|-)b|[[:punct:]&&[^_]]' },
  'what never gives back': { Regex: '-++-|a?+a|(?:ab)*+a' },
  'bounds and lines': { Regex: '\\b|^-|\\.$' },
  Bloom: { Regex: ' ?[^(\\s|[.,!?…。，、।۔،])]+' },
};

const metaspace = (settings: Part): Part => ({ type: 'Metaspace', replacement: '▁', ...settings });
const before = (...pretokenizers: Part[]): Part => ({ type: 'Sequence', pretokenizers });

const pretokenizers: Record<string, Part> = {
  ...Object.fromEntries(
    Object.entries(patterns).flatMap(([name, pattern]) =>
      behaviors.flatMap((behavior) =>
        [false, true].map((invert) => [
          `Split ${behavior} ${invert ? 'inverted ' : ''}by ${name}`,
          { type: 'Split', pattern, behavior, invert },
        ]),
      ),
    ),
  ),
  ...Object.fromEntries(
    behaviors.map((behavior) => [`Punctuation ${behavior}`, { type: 'Punctuation', behavior }]),
  ),
  'Digits each': { type: 'Digits', individual_digits: true },
  'Digits in runs': { type: 'Digits', individual_digits: false },
  Whitespace: { type: 'Whitespace' },
  WhitespaceSplit: { type: 'WhitespaceSplit' },
  BertPreTokenizer: { type: 'BertPreTokenizer' },
  CharDelimiterSplit: { type: 'CharDelimiterSplit', delimiter: '-' },
  FixedLength: { type: 'FixedLength', length: 3 },
  ...Object.fromEntries(
    ['always', 'first', 'never'].flatMap((prepend_scheme) =>
      [true, false].map((split) => [
        `Metaspace ${prepend_scheme} ${split ? 'split' : 'whole'}`,
        metaspace({ prepend_scheme, split }),
      ]),
    ),
  ),
  'WhitespaceSplit, Metaspace always': before(
    { type: 'WhitespaceSplit' },
    metaspace({ prepend_scheme: 'always' }),
  ),
  'WhitespaceSplit, Metaspace first': before(
    { type: 'WhitespaceSplit' },
    metaspace({ prepend_scheme: 'first' }),
  ),
  'Digits, Punctuation': before(
    { type: 'Digits', individual_digits: true },
    { type: 'Punctuation', behavior: 'Isolated' },
  ),
  ...Object.fromEntries(
    [true, false].flatMap((prefix) =>
      [true, false].map((regex) => [
        `ByteLevel ${prefix ? 'prefixed' : ''} ${regex ? 'split' : ''}`,
        { type: 'ByteLevel', add_prefix_space: prefix, trim_offsets: false, use_regex: regex },
      ]),
    ),
  ),
};

const added = (content: string, settings: Part = {}): Part => ({
  id: 600,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: false,
  ...settings,
});
/** The bytes are ids 0 to 511; tokens that are letters of the alphabet keep the id they have there. */
const alone = (...tokens: Part[]): Part => {
  let id = 512;
  return {
    added_tokens: tokens.map((token) => {
      const letter = byteLetters.indexOf(token.content as string);
      return { ...token, id: letter >= 0 ? letter : id++ };
    }),
  };
};

const addedTokens: Record<string, Part> = {
  plain: alone(added('foo'), added('▁a')),
  'longest first': alone(added('fo'), added('foo'), added('foob'), added('-'), added('--')),
  'single word': alone(
    added('foo', { single_word: true }),
    added('-', { single_word: true }),
    added('a', { single_word: true }),
  ),
  'with white space before': alone(added('foo', { lstrip: true }), added('a', { lstrip: true })),
  'with white space after': alone(added('foo', { rstrip: true }), added('a', { rstrip: true })),
  'with white space around, after one of white space': alone(
    added('a', { lstrip: true, rstrip: true }),
    added('\n', { rstrip: true }),
    added('  ', { lstrip: true }),
  ),
  'control tokens, which are text': alone(
    added('foo', { special: true }),
    added('oo'),
    added('bar'),
    added('-', { special: true }),
  ),
  normalized: {
    ...alone(
      added('É', { normalized: true }),
      added('FOO', { normalized: true, single_word: true }),
      added('ab'),
    ),
    normalizer: sequence({ type: 'NFD' }, { type: 'Lowercase' }),
  },
  'not found in what was normalized': { ...alone(added('a'), added('fi')), normalizer: { type: 'NFKC' } },
  'before the first mark': {
    ...alone(added('foo'), added('-')),
    pre_tokenizer: before(metaspace({ prepend_scheme: 'first' }), toBytes),
  },
  'after what was stripped': {
    ...alone(added('-', { normalized: true })),
    normalizer: { type: 'Strip', strip_left: true, strip_right: true },
    pre_tokenizer: before(metaspace({ prepend_scheme: 'first', split: false }), toBytes),
  },
};

const characters = ['a', 'b', 'o', 'f', 'r', '-', '.', 'e', '▁', 'é', '東', '1', 'x', '\n'];
const pieces: [string, number][] = [
  ['<unk>', 0],
  ...characters.map((character, k): [string, number] => [character, -3 - k / 8]),
  ['▁a', -2],
  ['fo', -4],
  ['foo', -7.5],
  ['oo', -4.25],
  ['▁▁', -4],
  ['a▁b', -5],
  ['--', -6.25],
  ['...', -5],
  ['ab', -3.0625],
  ['東京', -9],
  ['👩', -8],
];
const spelled = byteTokens.map((token): [string, number] => [token, -20]);
const unigram = (vocabulary: [string, number][], settings: Part = {}): Part => ({
  ...unigramModel(vocabulary),
  ...settings,
});
const merges = ['▁ a', 'f o', 'fo o', '▁ ▁', 'a b', 'a ▁', '- -', 'o o', '東 京'];
const bpe = (settings: Part): Part =>
  bytePairModel(
    [
      '<unk>',
      ...characters,
      '京',
      '▁a',
      'fo',
      'foo',
      '▁▁',
      'ab',
      'a▁',
      '--',
      'oo',
      '東京',
      'bar',
      'a-b',
      ...(settings.byte_fallback ? byteTokens : []),
    ],
    merges,
    { unk_token: '<unk>', ...settings },
  );

const marks = { normalizer: replace({ String: ' ' }, '▁') };
const models: Record<string, Part> = {
  'Unigram with bytes': tokenizerJson(unigram([...pieces, ...spelled], { byte_fallback: true }), marks),
  'Unigram with bytes, by words': tokenizerJson(unigram([...pieces, ...spelled], { byte_fallback: true }), {
    pre_tokenizer: metaspace({ prepend_scheme: 'always' }),
  }),
  'Unigram without bytes': tokenizerJson(unigram(pieces), marks),
  'Unigram with the bytes of ASCII only': tokenizerJson(
    unigram([...pieces, ...spelled.slice(0, 128)], { byte_fallback: true }),
    marks,
  ),
  'Unigram, by words and marks': tokenizerJson(unigram(pieces), {
    normalizer: precompiled,
    pre_tokenizer: before({ type: 'WhitespaceSplit' }, metaspace({ prepend_scheme: 'always' }), {
      type: 'Punctuation',
      behavior: 'Isolated',
    }),
  }),
  'BPE with bytes': tokenizerJson(bpe({ byte_fallback: true, fuse_unk: true }), marks),
  'BPE without bytes': tokenizerJson(bpe({}), marks),
  'BPE without bytes, fused': tokenizerJson(bpe({ fuse_unk: true }), marks),
  'BPE without bytes, fused, by marks': tokenizerJson(bpe({ fuse_unk: true }), {
    pre_tokenizer: before(metaspace({ prepend_scheme: 'never' }), {
      type: 'Digits',
      individual_digits: true,
    }),
  }),
  'BPE without an unknown token': tokenizerJson(bpe({ unk_token: null }), marks),
  'BPE of whole words first': tokenizerJson(bpe({ ignore_merges: true }), {
    pre_tokenizer: metaspace({ prepend_scheme: 'first' }),
  }),
};

/** tokenizer.json by what it is about. */
export const components: Readonly<Record<string, Part>> = {
  ...named('Normalizer', normalizers, (normalizer) =>
    tokenizerJson(bytesAndEnds, { normalizer, pre_tokenizer: toBytes }),
  ),
  ...named('PreTokenizer', pretokenizers, (stage) =>
    tokenizerJson(bytesAndEnds, {
      pre_tokenizer: stage.type === 'ByteLevel' ? stage : before(stage, toBytes),
    }),
  ),
  ...named('Added tokens', addedTokens, (stages) =>
    tokenizerJson(bytesAndEnds, { pre_tokenizer: toBytes, ...stages }),
  ),
  ...named('Model', models, (json) => json),
};

function named(kind: string, parts: Record<string, Part>, json: (part: Part) => Part): Record<string, Part> {
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [`${kind}: ${name.trim()}`, json(part)]),
  );
}

/** Short enough to be committed. @param ids [text] token ids, null where there are none */
export function digestOf(ids: readonly (readonly number[] | null)[]): string {
  return createHash('sha256').update(JSON.stringify(ids)).digest('hex').slice(0, 16);
}
