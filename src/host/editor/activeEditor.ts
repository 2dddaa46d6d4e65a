import {
  type Disposable,
  TabInputCustom,
  TabInputNotebook,
  TabInputNotebookDiff,
  TabInputText,
  TabInputTextDiff,
  TabInputWebview,
  type TextEditor,
  window,
} from 'vscode';
import { viewTypes } from '../../app/identifiers';

/**
 * The text editor the user is working in. VS Code's `activeTextEditor` is undefined while the inspector panel
 * has the focus; its buttons mean the editor that had it before.
 */
export class ActiveEditor implements Disposable {
  #last = window.activeTextEditor;
  readonly #subscription = window.onDidChangeActiveTextEditor((editor) => {
    if (editor && isDocument(editor)) this.#last = editor;
  });

  get current(): TextEditor | undefined {
    if (window.activeTextEditor) return window.activeTextEditor;
    // With a picture, a binary file or another extension's page in front, the user does not mean the text
    // beside it.
    if (!leavesEditorMeant(activeInput())) return undefined;
    const shown = window.visibleTextEditors.filter(isOnScreen);
    return this.#last && shown.includes(this.#last) ? this.#last : shown.find(isDocument);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** Whether the editor shows a document rather than an output channel (our own log among them). */
export function isDocument(editor: TextEditor): boolean {
  return editor.document.uri.scheme !== 'output';
}

/** Whether the tab in front shows no text, such as a picture or a binary file. */
export function showsNoText(): boolean {
  const input = activeInput();
  return input !== undefined && !leavesEditorMeant(input);
}

function activeInput(): unknown {
  return window.tabGroups.activeTabGroup.activeTab?.input;
}

function leavesEditorMeant(input: unknown): boolean {
  if (input instanceof TabInputWebview) return input.viewType.endsWith(viewTypes.inspector);
  if (input instanceof TabInputCustom) return input.viewType === viewTypes.experiment;
  return input === undefined || input instanceof TabInputNotebook || input instanceof TabInputNotebookDiff;
}

/** VS Code keeps calling a notebook's cells visible for a while after another tab has covered them. */
function isOnScreen({ document }: TextEditor): boolean {
  const own = document.uri.toString();
  return window.tabGroups.all.some(({ activeTab }) => {
    const input: unknown = activeTab?.input;
    if (input instanceof TabInputText) return input.uri.toString() === own;
    if (input instanceof TabInputTextDiff)
      return [input.original, input.modified].some((uri) => uri.toString() === own);
    const notebooks =
      input instanceof TabInputNotebook
        ? [input.uri]
        : input instanceof TabInputNotebookDiff
          ? [input.original, input.modified]
          : [];
    return document.uri.scheme === 'vscode-notebook-cell'
      ? notebooks.some(({ path }) => path === document.uri.path)
      : // Merge editors, peeked and embedded editors do not expose their files.
        input !== undefined && notebooks.length === 0 && !(input instanceof TabInputWebview);
  });
}
