import type { Disposable, Uri, Webview, WebviewView, WebviewViewProvider } from 'vscode';
import type { Handlers } from '../../../rpc/rpc';
import {
  type SteeringHostMethods,
  steeringPage as declaration,
  type SteeringPageMethods,
  type SteeringSnapshot,
} from '../../../protocol/steering-page';
import { Page } from '../page';

export type SteeringPage = Page<SteeringHostMethods, SteeringPageMethods>;

/** The steering page in a webview, wherever that stands. */
export function steeringPage(
  webview: Webview,
  extensionUri: Uri,
  handlers: Handlers<SteeringHostMethods>,
): SteeringPage {
  return new Page(webview, { page: declaration, extensionUri, handlers });
}

/** The steering view in the side bar. Nothing of it exists before it is first shown. */
export class SteeringView implements WebviewViewProvider, Disposable {
  #page: SteeringPage | undefined;
  #view: WebviewView | undefined;

  constructor(
    private readonly extensionUri: Uri,
    private readonly handlers: Handlers<SteeringHostMethods>,
  ) {}

  get isVisible(): boolean {
    return this.#view?.visible ?? false;
  }

  resolveWebviewView(view: WebviewView): void {
    this.#page?.dispose();
    const page = steeringPage(view.webview, this.extensionUri, this.handlers);
    this.#page = page;
    this.#view = view;
    view.onDidChangeVisibility(() => {
      if (!view.visible) page.endLife();
    });
    view.onDidDispose(() => {
      page.dispose();
      if (this.#view === view) this.#view = this.#page = undefined;
    });
  }

  show(snapshot: SteeringSnapshot): void {
    this.#page?.tell('show', snapshot);
  }

  dispose(): void {
    this.#page?.dispose();
  }
}
