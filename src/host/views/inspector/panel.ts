import { type Disposable, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { Handlers } from '../../../rpc/rpc';
import {
  type InspectorHostMethods,
  inspectorPage,
  type InspectorPageMethods,
  type InspectorSnapshot,
} from '../../../protocol/webview';
import { viewTypes } from '../../../app/identifiers';
import { type Page, pageIn } from '../page';

/** The one inspector panel. */
export class InspectorPanel implements Disposable {
  #panel: WebviewPanel | undefined;
  #page: Page<InspectorHostMethods, InspectorPageMethods> | undefined;

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

  /** Shows the panel beside `column` without taking the focus from the editor. */
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

  /** Adopts the panel that VS Code kept through a reload. */
  restore(panel: WebviewPanel): void {
    this.#panel?.dispose();
    this.#adopt(panel);
  }

  show(snapshot: InspectorSnapshot): void {
    this.#page?.tell('show', snapshot);
  }

  highlight(inspection: number, token: number): void {
    this.#page?.tell('highlight', { inspection, token });
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #adopt(panel: WebviewPanel): void {
    const icon = (theme: string) =>
      Uri.joinPath(this.extensionUri, 'media', 'icons', `inspector-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    const page = pageIn<InspectorHostMethods, InspectorPageMethods>(panel, {
      page: inspectorPage,
      extensionUri: this.extensionUri,
      handlers: this.handlers,
    });
    this.#panel = panel;
    this.#page = page;
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = this.#page = undefined;
    });
  }
}
