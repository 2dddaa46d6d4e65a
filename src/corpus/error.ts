import { BabelscopeError } from '../rpc/failure';

/** A text is unusable; one sentence with the next step. */
export function unusable(sentence: string, cause?: unknown): BabelscopeError {
  return new BabelscopeError('corpus-unusable', sentence, { cause });
}
