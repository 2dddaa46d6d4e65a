import { BabelscopeError } from '../../rpc/failure';

/** The engine's limit in tokens, for use in messages only; the engine enforces it. */
const tokenLimit = '4,000';

/**
 * UTF-16 units above which a text is refused unread. 4,000 tokens of any language are far shorter (this
 * allows 50 units per token; English has 4 to 5), so the engine need not tokenize megabytes to say no.
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
 * Admits what a language model can read as text. Lone surrogates are fine.
 *
 * @throws BabelscopeError `empty-selection` if all of it is whitespace, `not-text` if it is binary content
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

/** NUL never occurs in text; many replacement characters or controls mean bytes decoded as text. */
function isBinary(text: string): boolean {
  if (text.includes('\0')) return true;
  // eslint-disable-next-line no-control-regex -- control characters are what is counted
  const odd = text.match(/[\u0001-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g)?.length ?? 0;
  return odd > 2 && odd > text.length / 20;
}
