import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { BabelscopeError } from '../../rpc/failure';
import { ask } from './connection';
import type { Hub } from './endpoint';

/** How patient requests are; tests use less. */
export interface Patience {
  /** Attempts without any progress before giving up. */
  attempts: number;
  /** Milliseconds before the second attempt; twice as long before each further one. */
  pause: number;
  /** Milliseconds that a server may ask us to wait; if it asks for more, we give up. */
  longestPause: number;
}

export const patience: Patience = { attempts: 5, pause: 1000, longestPause: 5 * 60_000 };

const mostRedirects = 8;

export interface RequestOptions {
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  patience: Patience;
  /** `owner/name`, for messages. */
  repository?: string;
  /** Called with a sentence before a wait that the server asks for. */
  onWait?(sentence: string): void;
}

/**
 * Sends a request to the Hub, with the token. Follows redirects, without the token if they lead to another
 * host; waits if the server asks for it, and retries temporary failures.
 *
 * @param path with its query
 * @returns a response with a status below 300, or 416
 * @throws BabelscopeError `hub-unreachable`, `hub-refused`, `cancelled`
 */
export async function request(hub: Hub, path: string, options: RequestOptions): Promise<IncomingMessage> {
  const { attempts, longestPause } = options.patience;
  const host = hostOf(hub);
  for (let attempt = 1; ; attempt++) {
    let response: IncomingMessage;
    try {
      response = await follow(hub, new URL(hub.endpoint + path), options);
    } catch (error) {
      if (attempt >= attempts || error instanceof BabelscopeError) throw unreachable(hub, error, options);
      await rest(options, attempt);
      continue;
    }
    const status = response.statusCode ?? 0;
    if (status < 300 || status === 416) return response;
    response.destroy();
    const busy = status === 429 || status >= 500;
    if (!busy || attempt >= attempts) throw refused(hub, response, options);
    const asked = retryAfter(response);
    if (asked > longestPause)
      throw new BabelscopeError(
        'hub-unreachable',
        `${host} asks to be left alone for ${spoken(asked)}. What has come is kept: try again then.`,
      );
    if (asked > 0) options.onWait?.(`${host} asks to wait ${spoken(asked)}`);
    await rest(options, attempt, asked);
  }
}

/** A small JSON response. @throws as `request`, and `download-broken` if it is not JSON */
export async function requestJson(
  hub: Hub,
  path: string,
  options: RequestOptions,
): Promise<{ body: unknown; next: string | undefined }> {
  const response = await request(hub, path, options);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > 32 * 1024 * 1024) throw new Error('too long');
      chunks.push(chunk);
    }
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return { body, next: nextPage(hub, [response.headers.link ?? ''].flat().join(', ')) };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new BabelscopeError(
      'download-broken',
      `${hostOf(hub)} answered with something that cannot be read. Try again, or check the address of the Hub.`,
      { cause: error },
    );
  }
}

async function follow(hub: Hub, start: URL, options: RequestOptions): Promise<IncomingMessage> {
  const home = new URL(hub.endpoint);
  let url = start;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const known = url.origin === home.origin;
    const headers: Record<string, string> = {
      'user-agent': 'babelscope',
      'accept-encoding': 'identity',
      ...options.headers,
      ...(known && hub.token !== undefined && { authorization: `Bearer ${hub.token}` }),
    };
    const response = await ask(url, headers, hub.proxy, options.signal);
    const { statusCode = 0, headers: answered } = response;
    if (statusCode < 300 || statusCode >= 400 || answered.location === undefined) return response;
    response.destroy();
    const next = URL.canParse(answered.location, url.href) ? new URL(answered.location, url) : undefined;
    // Never redirect from a secure connection to an insecure one.
    if (!next || !(next.protocol === 'https:' || (next.protocol === 'http:' && url.protocol === 'http:')))
      throw new BabelscopeError(
        'hub-refused',
        `${url.host} sends on to an address that is not safe, so nothing is fetched. Check the address of the Hub.`,
      );
    url = next;
  }
  throw new BabelscopeError('hub-refused', `${start.host} sends on without end. Try again later.`);
}

/** Milliseconds that the server asks us to wait, given as seconds or as a date; 0 if it does not. */
function retryAfter({ headers }: IncomingMessage): number {
  const said = headers['retry-after'];
  if (said === undefined) return 0;
  const seconds = Number(said);
  const milliseconds = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(said) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : 0;
}

function spoken(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}

/** Waits before the attempt after `attempt`. */
export async function rest(
  { patience, signal }: Pick<RequestOptions, 'patience' | 'signal'>,
  attempt: number,
  least = 0,
): Promise<void> {
  const milliseconds = Math.max(least, patience.pause * 2 ** (attempt - 1));
  await pause(milliseconds, undefined, { signal }).catch(() => signal?.throwIfAborted());
}

export function hostOf({ endpoint }: Hub): string {
  return new URL(endpoint).host;
}

function nextPage({ endpoint }: Hub, link: string): string | undefined {
  const address = /<([^>]+)>;\s*rel="next"/.exec(link)?.[1];
  if (address === undefined || !URL.canParse(address, endpoint)) return undefined;
  const { origin, pathname, search } = new URL(address, endpoint);
  const home = new URL(endpoint);
  const prefix = home.pathname.replace(/\/$/, '');
  return origin === home.origin ? pathname.slice(prefix.length) + search : undefined;
}

function unreachable(hub: Hub, error: unknown, { signal }: RequestOptions): unknown {
  if (signal?.aborted || error instanceof BabelscopeError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new BabelscopeError(
    'hub-unreachable',
    `${hostOf(hub)} cannot be reached (${reason}). Check the network and the proxy, and try again.`,
    { cause: error },
  );
}

function refused(
  hub: Hub,
  { statusCode: status = 0, headers }: IncomingMessage,
  { repository }: RequestOptions,
): BabelscopeError {
  const host = hostOf(hub);
  const what = repository ?? 'this';
  // The Hub also answers 401 for what does not exist, so as not to reveal what is private.
  if (headers['x-error-code'] === 'RepoNotFound' || status === 404)
    return new BabelscopeError(
      'hub-refused',
      `${host} has no ${what}, or it is private. Check the name; what is private takes a token${hub.token === undefined ? '' : ' that reaches it'}.`,
    );
  if (status === 401 || status === 403)
    return new BabelscopeError(
      'hub-refused',
      `${host} gives ${what} only to those who may have it. Accept its terms on ${hub.endpoint}/${what}, and use a token of yours${hub.token === undefined ? '' : ' that reaches it'}.`,
    );
  if (status === 429)
    return new BabelscopeError(
      'hub-refused',
      `${host} is asked too much just now. What has come is kept: try again in some minutes.`,
    );
  return new BabelscopeError(
    'hub-unreachable',
    `${host} answers with an error (${status}). What has come is kept: try again later.`,
  );
}
