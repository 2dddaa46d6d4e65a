import { BabelscopeError } from '../rpc/failure';
import type { Encoding, TextTokenizer } from '../text/tokenizer';

/**
 * A tokenizer that never returns a token the model does not have. Published tokenizers may define more tokens
 * than their models have rows, which may never occur in a text, so the text is refused, not the model.
 *
 * @param vocabulary number of tokens the model has
 * @param name of the model, for the message
 * @returns its `encode` and `encodeAll` throw BabelscopeError `tokenizer-broken`, naming the token
 * @throws BabelscopeError `tokenizer-broken` if the beginning-of-text token is one of these
 */
export function withinVocabulary(tokenizer: TextTokenizer, vocabulary: number, name: string): TextTokenizer {
  if (tokenizer.vocabularySize <= vocabulary) return tokenizer;
  const unknown = (what: string, id: number, advice: string) =>
    new BabelscopeError(
      'tokenizer-broken',
      `${what} the token ${JSON.stringify(tokenizer.tokenText(id))} with the id ${id}, but ${name} knows no ids over ${vocabulary - 1}. ${advice}`,
    );
  if (tokenizer.addsBos && tokenizer.bos !== undefined && tokenizer.bos >= vocabulary) {
    throw unknown('The tokenizer begins every text with', tokenizer.bos, 'Download the model again.');
  }
  const known = (encoding: Encoding): Encoding => {
    const id = encoding.ids.find((each) => each >= vocabulary);
    if (id === undefined) return encoding;
    throw unknown('The text has', id, 'Leave it out of the text, or download the model again.');
  };
  return {
    ...tokenizer,
    encode: (text, options) => known(tokenizer.encode(text, options)),
    encodeAll: (texts) => tokenizer.encodeAll(texts).map(known),
  };
}
