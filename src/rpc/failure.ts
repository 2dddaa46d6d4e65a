/**
 * Everything that can go wrong in a way the user can act on. The message is one clear sentence with a next
 * step; the code lets the host offer the right button for it.
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

/** A failure in transit: plain data, so that it survives both seams. */
export interface Failure {
  code: FailureCode;
  message: string;
  /** Its origin, for the log: the request, and the stack. */
  detail?: string;
}

/** A failure as an exception, on either side of a seam. */
export class BabelscopeError extends Error {
  override readonly name = 'BabelscopeError';

  constructor(
    readonly code: FailureCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(oneLine(message), options);
  }
}

/** Maximum characters that a sentence repeats of a name or text from a file, of a path, and in all. */
const mostRepeated = 120;
const longestPath = 1000;
const longestSentence = 1500;

/**
 * A sentence that can be shown anywhere, whatever a file has put into it: without line breaks and control
 * characters, and with at most 120 characters of anything in quotes or without a space. Paths stay whole.
 */
export function oneLine(words: string): string {
  const plain = words.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
  const quoted = plain
    .replace(/(?<=“)[^“”]+/g, (inside) => shortened(inside, mostRepeated))
    // Every second part is within straight quotes.
    .split('"')
    .map((part, i) => (i % 2 === 0 ? part : shortened(part, mostRepeated)))
    .join('"');
  const runs = quoted.replace(/\S+/g, (run) =>
    shortened(run, /[/\\]/.test(run) ? longestPath : mostRepeated),
  );
  return shortened(runs, longestSentence);
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Turns anything thrown into a failure; unexpected errors become `internal` and keep their message. */
export function toFailure(error: unknown): Failure {
  if (error instanceof BabelscopeError) return { code: error.code, message: error.message };
  if (error instanceof Error && error.name === 'AbortError')
    return { code: 'cancelled', message: 'Cancelled.' };
  if (error instanceof RangeError && error.message.includes('call stack'))
    return {
      code: 'internal',
      message: 'A file is nested deeper than anything that can be read. Check it, or choose another.',
    };
  const words = shortened(oneLine(error instanceof Error ? error.message : String(error)), mostRepeated);
  return { code: 'internal', message: `Something went wrong inside Babelscope: ${words}` };
}

/** Errors whose origin has reached a log, so that whoever passes them on does not log it again. */
const told = new WeakSet<Error>();

/** Marks an error whose detail came with it across a seam. */
export function markTold<E extends Error>(error: E): E {
  told.add(error);
  return error;
}

/** Maximum characters of a detail: enough for a stack and its causes, whatever a message quotes. */
const longestDetail = 8000;

/**
 * What to log about a failure: the stack of an unexpected error, or of the cause behind a sentence; undefined
 * if the sentence says everything, or it has been logged already.
 *
 * @param asked the request that failed, such as the method of a call
 */
export function detailOf(error: unknown, asked: string): string | undefined {
  const { code } = toFailure(error);
  if (code === 'cancelled') return undefined;
  const stacks: string[] = [];
  let at = error;
  for (; at instanceof Error && stacks.length < 5; at = at.cause) {
    if (told.has(at)) return undefined;
    stacks.push(at.stack ?? `${at.name}: ${at.message}`);
  }
  if (code !== 'internal' && stacks.length < 2 && at === undefined) return undefined;
  if (at !== undefined && !(at instanceof Error)) stacks.push(String(at));
  return `${asked}: ${stacks.join('\nCaused by ')}`.slice(0, longestDetail);
}
