import { type Disposable, type TextEditor, window } from 'vscode';

/**
 * The text editor a person works in. VS Code's `activeTextEditor` is undefined while the inspector panel has the
 * focus; its buttons mean the editor that had it before.
 */
export class ActiveEditor implements Disposable {
  #last = window.activeTextEditor;
  readonly #subscription = window.onDidChangeActiveTextEditor((editor) => {
    if (editor && isDocument(editor)) this.#last = editor;
  });

  get current(): TextEditor | undefined {
    if (window.activeTextEditor) return window.activeTextEditor;
    if (this.#last && window.visibleTextEditors.includes(this.#last)) return this.#last;
    return window.visibleTextEditors.find(isDocument);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** Whether the editor shows something to read and write, not an output channel (our own log among them). */
export function isDocument(editor: TextEditor): boolean {
  return editor.document.uri.scheme !== 'output';
}
