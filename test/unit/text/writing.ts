import fc from 'fast-check';

type Ranges = readonly (readonly [number, number])[];

/** Code points from a script, by inclusive ranges; assigned or not, a tokenizer must take them. */
const ranges = {
  latin: [
    [0x41, 0x5a],
    [0x61, 0x7a],
    [0xc0, 0x24f],
    [0x1e00, 0x1eff],
    [0xfb00, 0xfb06],
  ],
  'latin, decomposed': [
    [0x61, 0x7a],
    [0x300, 0x34f],
    [0x61, 0x7a],
  ],
  greek: [
    [0x370, 0x3ff],
    [0x1f00, 0x1fff],
  ],
  cyrillic: [[0x400, 0x52f]],
  armenian: [[0x531, 0x58f]],
  georgian: [
    [0x10a0, 0x10ff],
    [0x1c90, 0x1cbf],
  ],
  hebrew: [
    [0x591, 0x5f4],
    [0xfb1d, 0xfb4f],
  ],
  arabic: [
    [0x600, 0x6ff],
    [0xfb50, 0xfbff],
    [0xfe70, 0xfefc],
  ],
  devanagari: [[0x900, 0x97f]],
  // U+09FE is ordered by the reference, but not by the original; it is tried beside the original.
  bengali: [[0x980, 0x9fd]],
  tamil: [[0xb82, 0xbfa]],
  thai: [[0xe01, 0xe5b]],
  tibetan: [[0xf00, 0xfda]],
  ethiopic: [[0x1200, 0x139f]],
  han: [
    [0x4e00, 0x9fff],
    [0x3400, 0x4dbf],
    [0xf900, 0xfad9],
  ],
  'han, supplementary': [
    [0x20000, 0x2a6df],
    [0x2f800, 0x2fa1d],
    [0x4e00, 0x4fff],
  ],
  kana: [
    [0x3041, 0x3096],
    [0x3099, 0x309f],
    [0x30a0, 0x30ff],
    [0xff66, 0xff9f],
  ],
  hangul: [[0xac00, 0xd7a3]],
  'hangul, jamo': [
    [0x1100, 0x1112],
    [0x1161, 0x1175],
    [0x11a8, 0x11c2],
    [0x3131, 0x318e],
    [0xffa1, 0xffdc],
  ],
  mathematics: [
    [0x1d400, 0x1d7ff],
    [0x2070, 0x209c],
    [0x2460, 0x24ff],
    [0x3300, 0x33ff],
  ],
  'controls and format characters': [
    [0x0, 0x1f],
    [0x7f, 0xa0],
    [0x200b, 0x200f],
    [0x2028, 0x202e],
    [0xfeff, 0xfeff],
    [0xfff9, 0xfffd],
    [0xe0001, 0xe007f],
  ],
  'lone surrogates': [
    [0xd800, 0xdfff],
    [0x61, 0x64],
  ],
} satisfies Record<string, Ranges>;

const emoji = fc
  .array(
    fc.oneof(
      fc.constantFrom('👩‍👩‍👧', '👍🏽', '🇫🇷', '🇯🇵🇧🇷', '❤️', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '1️⃣', '🧑🏿‍🚀', '\u200d', '\ufe0f'),
      fc.integer({ min: 0x1f300, max: 0x1faff }).map((code) => String.fromCodePoint(code)),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

const space = fc.constantFrom(
  ' ',
  ' ',
  ' ',
  '  ',
  '    ',
  '\n',
  '\r\n',
  '\n\n',
  '\t',
  '\u3000',
  '\u00a0',
  ', ',
  '. ',
  "'s ",
);

function word(script: Ranges): fc.Arbitrary<string> {
  const character = fc
    .oneof(...script.map(([min, max]) => fc.integer({ min, max })))
    .map((code) => String.fromCodePoint(code));
  return fc.array(character, { minLength: 1, maxLength: 9 }).map((characters) => characters.join(''));
}

function sentence(words: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .array(
      fc.tuple(words, fc.oneof({ weight: 3, arbitrary: space }, { weight: 1, arbitrary: fc.constant('') })),
      {
        maxLength: 8,
      },
    )
    .map((pairs) => pairs.flat().join(''));
}

const words: Record<string, fc.Arbitrary<string>> = {
  ...Object.fromEntries(Object.entries(ranges).map(([name, script]) => [name, word(script)])),
  emoji,
  'digits and code': fc.constantFrom(
    'x=1234;',
    '0.5',
    '--',
    '/* */',
    '{"a":[1,2]}',
    '\\n',
    'https://a.b/c?d=e',
    '▁',
    '��',
    '<0x41>',
  ),
};

/** Sentences in one script or kind of writing each, by its name. */
export const writing: Readonly<Record<string, fc.Arbitrary<string>>> = Object.fromEntries(
  Object.entries(words).map(([name, arbitrary]) => [name, sentence(arbitrary)]),
);

/** Sentences in which every word may be of another script, in both directions, and some are control tokens. */
export const mixedWriting: fc.Arbitrary<string> = sentence(
  fc.oneof(
    ...Object.values(words),
    fc.constantFrom('<|endoftext|>', '</s>', '<s>', '<bos>', '<|begin_of_text|>', '<unk>', '<|im_start|>'),
  ),
);
