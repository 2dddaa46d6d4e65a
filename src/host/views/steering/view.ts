import type { Disposable, Uri, WebviewView, WebviewViewProvider } from 'vscode';
import type { Handlers } from '../../../rpc/rpc';
import {
  type SteeringHostMethods,
  steeringPage,
  type SteeringPageMethods,
  type SteeringSnapshot,
} from '../../../protocol/steering-page';
import { Page } from '../page';

/** The steering view in the side bar, created when first shown. */
export class SteeringView implements WebviewViewProvider, Disposable {
  #page: Page<SteeringHostMethods, SteeringPageMethods> | undefined;
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
    const { extensionUri, handlers } = this;
    const page = new Page<SteeringHostMethods, SteeringPageMethods>(view.webview, {
      page: steeringPage,
      extensionUri,
      handlers,
    });
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
