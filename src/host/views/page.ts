import { type Disposable, Uri, type Webview, type WebviewPanel } from 'vscode';
import { BabelscopeError } from '../../rpc/failure';
import {
  type CallOptions,
  connect,
  type Handlers,
  type Methods,
  type Parsers,
  type Part,
  type Peer,
  type Request,
} from '../../rpc/rpc';
import { pageHtml } from './html';

export interface PageOptions<Host extends Methods<Host>> {
  page: { name: string; title: string; parsers: Parsers<Host> };
  extensionUri: Uri;
  handlers: Handlers<Host>;
}

/**
 * A page in a webview and its lives. It lives only while it is visible; each life begins with the page's
 * `ready`, which is answered with a snapshot, and has its own connection, so that no late answer of one life
 * reaches the next.
 */
export class Page<Host extends Methods<Host>, Remote extends Methods<Remote>> implements Disposable {
  #peer: Peer<Remote> | undefined;
  #receive: ((message: unknown) => void) | undefined;
  /** The unanswered call of each page method; a newer one replaces it. */
  readonly #latest = new Map<keyof Remote, AbortController>();
  readonly #subscription: Disposable;

  constructor(
    private readonly webview: Webview,
    private readonly options: PageOptions<Host>,
  ) {
    const pages = Uri.joinPath(options.extensionUri, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: [pages] };
    this.#subscription = webview.onDidReceiveMessage((message: unknown) => {
      if (isReady(message)) this.#beginLife();
      this.#receive?.(message);
    });
    webview.html = pageHtml(webview, pages, options.page);
  }

  /** Fire and forget: a page that is gone or fails to draw asks for a snapshot when it comes back. */
  tell<K extends keyof Remote & string>(method: K, request: Request<Remote, K>): void {
    if (!this.#peer) return;
    this.#latest.get(method)?.abort();
    const abort = new AbortController();
    this.#latest.set(method, abort);
    const options: CallOptions<Part<Remote, K>> = { signal: abort.signal };
    this.#peer.call(method, request, options).catch(() => undefined);
  }

  /** VS Code discards a hidden page: drop its connection. */
  endLife(): void {
    this.#peer?.close(new BabelscopeError('cancelled', 'The page is gone.'));
    this.#peer = undefined;
    this.#latest.clear();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.endLife();
  }

  #beginLife(): void {
    this.endLife();
    this.#peer = connect<Remote, Host>(
      {
        post: (message) => void this.webview.postMessage(message),
        listen: (receive) => {
          this.#receive = receive;
          return () => (this.#receive = undefined);
        },
      },
      this.options.handlers,
      this.options.page.parsers,
    );
  }
}

/** A page in a panel: it lives while the panel is visible, and is disposed of with it. */
export function pageIn<Host extends Methods<Host>, Remote extends Methods<Remote>>(
  panel: WebviewPanel,
  options: PageOptions<Host>,
): Page<Host, Remote> {
  const page = new Page<Host, Remote>(panel.webview, options);
  panel.onDidChangeViewState(() => {
    if (!panel.visible) page.endLife();
  });
  panel.onDidDispose(() => page.dispose());
  return page;
}

function isReady(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'method' in message && message.method === 'ready';
}
