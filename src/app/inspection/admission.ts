import { BabelscopeError } from '../../rpc/failure';

/** The engine's limit, in tokens; named in sentences only, the engine holds to it. */
const tokenLimit = '4,000';

/**
 * UTF-16 units that are refused before their text is even read: 4,000 tokens of any language are far shorter
 * (50 units a token; English has 4 to 5), and the engine need not tokenize megabytes to say no.
 */
export const longestSelection = 200_000;

/** @throws BabelscopeError `selection-too-long` */
export function admitLength(units: number): void {
  if (units <= longestSelection) return;
  throw new BabelscopeError(
    'selection-too-long',
    `This is longer than one inspection takes (${tokenLimit} tokens). Select a shorter part and inspect again.`,
  );
}

/**
 * Lets through what a language model can read as text. Lone surrogates are fine.
 *
 * @throws BabelscopeError `empty-selection` when all is whitespace, `not-text` when it is binary content
 */
export function admitTexts(texts: readonly string[]): void {
  if (texts.every((text) => text.trim() === ''))
    throw new BabelscopeError(
      'empty-selection',
      'There is no text here. Select some, or put the cursor into a paragraph, and inspect again.',
    );
  if (texts.some(isBinary))
    throw new BabelscopeError(
      'not-text',
      'This looks like binary content, not text. Select text in another file and inspect again.',
    );
}

/** NUL never stands in text; replacement characters and controls in numbers are bytes decoded as text. */
function isBinary(text: string): boolean {
  if (text.includes('\0')) return true;
  // eslint-disable-next-line no-control-regex -- control characters are what is counted
  const odd = text.match(/[\u0001-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g)?.length ?? 0;
  return odd > 2 && odd > text.length / 20;
}
