import { BabelscopeError } from '../rpc/failure';

/** A text that cannot be used, in one sentence with the next step. */
export function unusable(sentence: string, cause?: unknown): BabelscopeError {
  return new BabelscopeError('corpus-unusable', sentence, { cause });
}
