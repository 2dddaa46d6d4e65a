import { type Disposable, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import { BabelscopeError } from '../../../protocol/failure';
import { connect, type Handlers, type Peer, type Request } from '../../../protocol/rpc';
import type {
  InspectorHostMethods,
  InspectorPageMethods,
  InspectorSnapshot,
} from '../../../protocol/webview';
import { viewTypes } from '../../identifiers';
import { inspectorHtml } from './html';
import { inspectorRequests } from './requests';

type Page = Peer<InspectorPageMethods>;

/**
 * The one inspector panel. Its page lives only while it is visible; each life begins with the page's `ready`, which
 * gets a snapshot, and has its own connection, so that no late answer of one life reaches the next.
 */
export class InspectorPanel implements Disposable {
  #panel: WebviewPanel | undefined;
  #page: Page | undefined;
  #receive: ((message: unknown) => void) | undefined;
  /** The unanswered call of each page method; a newer one takes its place. */
  readonly #latest = new Map<string, AbortController>();

  constructor(
    private readonly extensionUri: Uri,
    private readonly handlers: Handlers<InspectorHostMethods>,
  ) {}

  get isOpen(): boolean {
    return this.#panel !== undefined;
  }

  get isVisible(): boolean {
    return this.#panel?.visible ?? false;
  }

  /** Shows the panel beside `column` without taking the keyboard from the editor. */
  open(column: ViewColumn | undefined): void {
    if (this.#panel) {
      const covers = column !== undefined && this.#panel.viewColumn === column;
      if (covers) this.#panel.reveal(ViewColumn.Beside, true);
      else if (!this.#panel.visible) this.#panel.reveal(undefined, true);
      return;
    }
    const place = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    this.#adopt(window.createWebviewPanel(viewTypes.inspector, 'Language Neurons', place));
  }

  /** Takes over the panel that VS Code kept through a reload. */
  restore(panel: WebviewPanel): void {
    this.#panel?.dispose();
    this.#adopt(panel);
  }

  show(snapshot: InspectorSnapshot): void {
    this.#tell('show', snapshot);
  }

  highlight(inspection: number, token: number): void {
    this.#tell('highlight', { inspection, token });
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #adopt(panel: WebviewPanel): void {
    const pages = Uri.joinPath(this.extensionUri, 'dist', 'webview');
    const icon = (theme: string) =>
      Uri.joinPath(this.extensionUri, 'media', 'icons', `inspector-${theme}.svg`);
    this.#panel = panel;
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.webview.options = { enableScripts: true, localResourceRoots: [pages] };
    const subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (isReady(message)) this.#beginLife(panel);
        this.#receive?.(message);
      }),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#endLife();
      }),
      panel.onDidDispose(() => {
        for (const subscription of subscriptions) subscription.dispose();
        this.#endLife();
        if (this.#panel === panel) this.#panel = undefined;
      }),
    ];
    panel.webview.html = inspectorHtml(panel.webview, pages);
  }

  #beginLife(panel: WebviewPanel): void {
    this.#endLife();
    this.#page = connect<InspectorPageMethods, InspectorHostMethods>(
      {
        post: (message) => void panel.webview.postMessage(message),
        listen: (receive) => {
          this.#receive = receive;
          return () => (this.#receive = undefined);
        },
      },
      this.handlers,
      inspectorRequests,
    );
  }

  #endLife(): void {
    this.#page?.close(new BabelscopeError('cancelled', 'The page is gone.'));
    this.#page = undefined;
    this.#latest.clear();
  }

  /** Fire and forget: a page that is gone or fails to show asks for a snapshot when it comes back. */
  #tell<K extends keyof InspectorPageMethods>(method: K, request: Request<InspectorPageMethods, K>): void {
    if (!this.#page) return;
    this.#latest.get(method)?.abort();
    const abort = new AbortController();
    this.#latest.set(method, abort);
    this.#page.call(method, request, { signal: abort.signal }).catch(() => undefined);
  }
}

function isReady(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'method' in message && message.method === 'ready';
}
