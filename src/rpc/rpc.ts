import type { Failure } from './failure';
import { BabelscopeError, detailOf, markTold, toFailure } from './failure';

/**
 * A seam is an interface of methods; each takes one request and returns one result. A second parameter, if
 * declared, is the type of the parts that the method streams before its result.
 */
export type Methods<M> = { [K in keyof M]: (request: never, part: never) => unknown };

export type Request<M, K extends keyof M> = M[K] extends (request: infer R, part: never) => unknown
  ? R
  : never;
export type Result<M, K extends keyof M> = M[K] extends (request: never, part: never) => infer R
  ? Awaited<R>
  : never;
/** The type of a method's parts; never if it does not stream. */
export type Part<M, K extends keyof M> = M[K] extends (...parameters: infer P) => unknown
  ? P extends [unknown, infer R]
    ? R
    : never
  : never;

/** What a running call can do besides returning. */
export interface CallContext<P = never> {
  /** Fires when the caller no longer wants the result. */
  signal: AbortSignal;
  /** Fires when the caller wants the result now, even if partial; a method that cannot do that continues. */
  stop: AbortSignal;
  /** Reports the call's progress to the caller, with the next part of a streamed result. */
  progress(value: Progress<P>): void;
}

/** `done` of `total` units (tokens, windows, layers: the method says which). */
export interface Progress<P = never> {
  done: number;
  total: number;
  note?: string;
  /** Parts arrive in order, all of them before the result. */
  part?: P;
}

export interface CallOptions<P = never> {
  /** Abandons the call: it rejects at once as `cancelled`. */
  signal?: AbortSignal;
  /** Asks the call to end early and answer with its partial result. */
  stop?: AbortSignal;
  onProgress?: (value: Progress<P>) => void;
}

export type Handlers<M extends Methods<M>> = {
  [K in keyof M]: (
    request: Request<M, K>,
    context: CallContext<Part<M, K>>,
  ) => Result<M, K> | Promise<Result<M, K>>;
};

/** Validates requests on arrival, for channels whose other end is not trusted. Throws on a wrong shape. */
export type Parsers<M extends Methods<M>> = { [K in keyof M]: (request: unknown) => Request<M, K> };

/** Carries messages: a child process, a webview, a pair of arrays in a test. */
export interface Channel {
  post(message: unknown): void;
  /** Returns the function that stops listening. */
  listen(receive: (message: unknown) => void): () => void;
}

type Message =
  | { kind: 'call'; id: number; method: string; request: unknown }
  | { kind: 'cancel'; id: number }
  | { kind: 'stop'; id: number }
  | { kind: 'progress'; id: number; value: Progress<unknown> }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'failure'; id: number; failure: Failure };

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onProgress?: (value: Progress<never>) => void;
  settled(): void;
}

/** One end of a seam: calls the remote's methods and answers calls to its own. */
export interface Peer<Remote extends Methods<Remote>> {
  call<K extends keyof Remote & string>(
    method: K,
    request: Request<Remote, K>,
    options?: CallOptions<Part<Remote, K>>,
  ): Promise<Result<Remote, K>>;
  /** Rejects all pending calls with `reason`, aborts all running ones, and stops listening. */
  close(reason: BabelscopeError): void;
}

/**
 * Connects one end of a seam. Every call is answered: with its result, with a coded failure, or, when the channel
 * goes away, with the reason given to `close`. A handler that throws answers with a failure.
 * Cancelling rejects at the caller at once and tells the other end, whose late answer is dropped.
 *
 * @param log told once where each failure that nobody foresaw came from, of either end; without it, the other end is
 */
export function connect<Remote extends Methods<Remote>, Local extends Methods<Local>>(
  channel: Channel,
  handlers: Handlers<Local>,
  parsers?: Parsers<Local>,
  log?: (detail: string) => void,
): Peer<Remote> {
  const pending = new Map<number, Pending>();
  const running = new Map<number, Record<'cancel' | 'stop', AbortController>>();
  let nextId = 1;
  let closed: BabelscopeError | undefined;

  async function answer(id: number, method: string, raw: unknown): Promise<void> {
    const ends = { cancel: new AbortController(), stop: new AbortController() };
    running.set(id, ends);
    try {
      if (!Object.hasOwn(handlers, method))
        throw new BabelscopeError('internal', `No method named ${method}.`);
      const name = method as keyof Local;
      const request = parsers ? parsers[name](raw) : (raw as Request<Local, keyof Local>);
      const value = await handlers[name](request, {
        signal: ends.cancel.signal,
        stop: ends.stop.signal,
        progress: (progress) => post({ kind: 'progress', id, value: progress }),
      });
      post({ kind: 'result', id, value });
    } catch (error) {
      const detail = detailOf(error, method);
      if (detail !== undefined) log?.(detail);
      const failure = toFailure(error);
      post({ kind: 'failure', id, failure: log || detail === undefined ? failure : { ...failure, detail } });
    } finally {
      running.delete(id);
    }
  }

  function post(message: Message): void {
    if (!closed) channel.post(message);
  }

  const stop = channel.listen((raw) => {
    if (!isMessage(raw)) return;
    if (raw.kind === 'call') return void answer(raw.id, raw.method, raw.request);
    if (raw.kind === 'cancel' || raw.kind === 'stop') return running.get(raw.id)?.[raw.kind].abort();
    const call = pending.get(raw.id);
    if (!call) return;
    if (raw.kind === 'progress') return call.onProgress?.(raw.value as Progress<never>);
    pending.delete(raw.id);
    call.settled();
    if (raw.kind === 'result') call.resolve(raw.value);
    else call.reject(received(raw.failure));
  });

  function received({ code, message, detail }: Failure): BabelscopeError {
    const error = new BabelscopeError(code, message);
    if (!log) return error;
    if (detail !== undefined) log(detail);
    // Its stack here is only that of the message's arrival, so mark it as logged.
    return markTold(error);
  }

  return {
    call(method, request, options = {}) {
      return new Promise((resolve, reject) => {
        if (closed) return reject(closed);
        if (options.signal?.aborted) return reject(new BabelscopeError('cancelled', 'Cancelled.'));
        const id = nextId++;
        const onAbort = () => {
          pending.delete(id);
          post({ kind: 'cancel', id });
          reject(new BabelscopeError('cancelled', 'Cancelled.'));
        };
        const onStop = () => post({ kind: 'stop', id });
        options.signal?.addEventListener('abort', onAbort, { once: true });
        pending.set(id, {
          resolve: resolve as (value: unknown) => void,
          reject,
          onProgress: options.onProgress,
          settled: () => {
            options.signal?.removeEventListener('abort', onAbort);
            options.stop?.removeEventListener('abort', onStop);
          },
        });
        try {
          channel.post({ kind: 'call', id, method, request } satisfies Message);
          if (options.stop?.aborted) onStop();
          else options.stop?.addEventListener('abort', onStop, { once: true });
        } catch (error) {
          pending.delete(id);
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    },
    close(reason) {
      if (closed) return;
      closed = reason;
      stop();
      for (const { cancel } of running.values()) cancel.abort();
      for (const call of pending.values()) {
        call.settled();
        call.reject(reason);
      }
      pending.clear();
    },
  };
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value;
}
