/**
 * Everything that can go wrong in a way a person can act on. The message is one clear sentence with a next step;
 * the code lets the host offer the right button for it.
 */
export type FailureCode =
  | 'cancelled'
  | 'empty-selection'
  | 'selection-too-long'
  | 'not-text'
  | 'model-missing'
  | 'model-broken'
  | 'model-unsupported'
  | 'tokenizer-broken'
  | 'atlas-missing'
  | 'atlas-broken'
  | 'atlas-other-model'
  | 'neurons-broken'
  | 'storage-unwritable'
  | 'corpus-unusable'
  | 'run-under-way'
  | 'engine-crashed'
  | 'result-gone'
  | 'intervention-contradictory'
  | 'intervention-invalid'
  | 'language-without-neurons'
  | 'prompt-empty'
  | 'prompt-too-long'
  | 'experiment-broken'
  | 'ablation-broken'
  | 'chat-template-broken'
  | 'hub-unreachable'
  | 'hub-refused'
  | 'download-broken'
  | 'untrusted'
  | 'internal';

/** How a failure travels: plain data, so that it survives both seams. */
export interface Failure {
  code: FailureCode;
  message: string;
}

/** A failure as an exception, on either side of a seam. */
export class BabelscopeError extends Error {
  override readonly name = 'BabelscopeError';

  constructor(
    readonly code: FailureCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Turns whatever was thrown into a failure; what nobody foresaw becomes `internal` and keeps its own words. */
export function toFailure(error: unknown): Failure {
  if (error instanceof BabelscopeError) return { code: error.code, message: error.message };
  if (error instanceof Error && error.name === 'AbortError')
    return { code: 'cancelled', message: 'Cancelled.' };
  const words = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `Something went wrong inside Babelscope: ${words}` };
}
