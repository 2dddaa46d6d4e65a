/**
 * Why a tokenizer cannot be used. `message` is one sentence for the user, with what to do next. `malformed`:
 * the files are damaged or are not a tokenizer. `unsupported`: they are fine, but ask for something that is
 * not implemented.
 */
export class TokenizerError extends Error {
  constructor(
    readonly code: 'malformed' | 'unsupported',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'TokenizerError';
  }
}

/** The sentence for a tokenizer that asks for what is not implemented; `what` it does, in words. */
export function unsupported(what: string, options?: ErrorOptions): TokenizerError {
  return new TokenizerError('unsupported', `The model's tokenizer ${what}. Choose another model.`, options);
}
