import {
  LowercaseNormalizer,
  type Normalizer,
  ReplaceNormalizer,
  StripAccentsNormalizer,
  StripNormalizer,
  type Tokenizer,
} from '@huggingface/tokenizers';

/** The normalizers of a tokenizer in order: those that tokenizer_config.json asks for, then its own. */
export function normalizersOf(
  tokenizer: Tokenizer,
  config: Readonly<Record<string, unknown>>,
): readonly Normalizer[] {
  const normalizers: Normalizer[] = [];
  if (config.remove_space === true) {
    const spaces = new ReplaceNormalizer({ type: 'Replace', pattern: { String: ' ' }, content: ' ' });
    spaces.pattern = /\s+/gu;
    normalizers.push(new StripNormalizer({ type: 'Strip', strip_left: true, strip_right: true }), spaces);
  }
  if (config.do_lowercase_and_remove_accent) {
    normalizers.push(
      new LowercaseNormalizer({ type: 'Lowercase' }),
      new StripAccentsNormalizer({ type: 'StripAccents' }),
    );
  }
  if (tokenizer.normalizer) normalizers.push(tokenizer.normalizer);
  return normalizers;
}
