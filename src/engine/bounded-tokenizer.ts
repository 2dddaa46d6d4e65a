import { Script, createContext } from 'node:vm';
import { malformed } from '../text/definition';
import { TokenizerError } from '../text/error';
import type { TextTokenizer } from '../text/tokenizer';
import { createTokenizer } from '../text/tokenizer';

export interface TimeBounds {
  /** For building it from its files: a vocabulary of 256,000 tokens takes one or two seconds. */
  buildMilliseconds: number;
  /** Per text, however short. */
  textMilliseconds: number;
  /** Per character in addition: fifty times what tokenizers take. */
  characterMilliseconds: number;
}
const usual: TimeBounds = { buildMilliseconds: 60_000, textMilliseconds: 3_000, characterMilliseconds: 0.05 };

/**
 * A tokenizer that always terminates. A tokenizer.json brings its own regular expressions, some of which take
 * longer than the age of the universe on thirty characters; only the watchdog of `node:vm` can stop them.
 * Tokenizers without such expressions are returned unchanged.
 *
 * @throws TokenizerError also from `encode` and `decode`, when the time is up or a stage lacks a setting it
 * needs
 */
export function createBoundedTokenizer(
  tokenizerJson: unknown,
  tokenizerConfig: unknown,
  bounds: TimeBounds = usual,
): TextTokenizer {
  const { encode, encodeAll, decode, tokenText, ...rest } = understood(() =>
    withinBounds(tokenizerJson, tokenizerConfig, bounds),
  );
  return {
    ...rest,
    encode: (text, options) => understood(() => encode(text, options)),
    encodeAll: (texts) => understood(() => encodeAll(texts)),
    decode: (ids, options) => understood(() => decode(ids, options)),
    tokenText: (id) => understood(() => tokenText(id)),
  };
}

/**
 * The library accepts stages that lack required settings, and any depth of nesting, and only fails later with
 * errors of its own.
 */
function understood<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw cause instanceof TokenizerError ? cause : malformed('could not be understood', cause);
  }
}

function withinBounds(tokenizerJson: unknown, tokenizerConfig: unknown, bounds: TimeBounds): TextTokenizer {
  if (!bringsPatterns(tokenizerJson)) return createTokenizer(tokenizerJson, tokenizerConfig);
  const tokenizer = within(bounds.buildMilliseconds, 'its files', () =>
    createTokenizer(tokenizerJson, tokenizerConfig),
  );
  const bounded = <T>(length: number, work: () => T): T => {
    const milliseconds = bounds.textMilliseconds + length * bounds.characterMilliseconds;
    return within(milliseconds, `a text of ${length} characters`, work);
  };
  const together = (texts: readonly string[]) => texts.reduce((sum, { length }) => sum + length, 0);
  // Decoding only uses the decoder's expressions. If it has none, skip the watchdog, which would start a
  // thread for every generated token.
  const decode: TextTokenizer['decode'] = bringsPatterns(tokenizerJson, ['decoder'])
    ? (ids, options) => bounded(ids.length, () => tokenizer.decode(ids, options))
    : tokenizer.decode;
  return {
    ...tokenizer,
    encode: (text, options) => bounded(text.length, () => tokenizer.encode(text, options)),
    encodeAll: (texts) => bounded(together(texts), () => tokenizer.encodeAll(texts)),
    decode,
  };
}

const context = createContext({ work: undefined as unknown });
const script = new Script('work()');

function within<T>(milliseconds: number, what: string, work: () => T): T {
  const timeout = Math.ceil(milliseconds);
  // Errors thrown inside are rethrown unchanged; only a timeout has this code.
  const outer: unknown = context.work;
  context.work = work;
  try {
    return script.runInContext(context, { timeout }) as T;
  } catch (cause) {
    // The error belongs to the context's realm, so it is not an instance of our `Error`.
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw cause;
    throw new TokenizerError(
      'unsupported',
      `The model's tokenizer did not come to an end with ${what} in ${(timeout / 1000).toFixed(1)} s: a regular expression in its tokenizer.json runs away. Choose another model.`,
      { cause },
    );
  } finally {
    context.work = outer;
  }
}

const stages = ['normalizer', 'pre_tokenizer', 'decoder'] as const;

/** Whether a stage has its own regular expression: `{"Regex": "…"}` in any of its settings. */
function bringsPatterns(tokenizerJson: unknown, of: readonly (typeof stages)[number][] = stages): boolean {
  if (typeof tokenizerJson !== 'object' || tokenizerJson === null) return false;
  const open = of.map((stage) => (tokenizerJson as Record<string, unknown>)[stage]);
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    if ('Regex' in value) return true;
    open.push(...Object.values(value));
  }
  return false;
}
