import {
  commands,
  NotebookRange,
  type Range,
  Selection,
  type TextDocument,
  type TextEditor,
  TextEditorRevealType,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import { editorsOf } from './document';

/**
 * Selects a range in an editor that shows the document, or opens one.
 * @param focus whether the editor also takes the keyboard focus
 */
export async function revealRange(document: TextDocument, range: Range, focus: boolean): Promise<void> {
  const editor = editorsOf(document.uri.toString())[0] ?? (await showDocument(document));
  editor.selection = new Selection(range.start, range.end);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
  if (focus) await focusEditor(editor, range);
}

/**
 * Focuses its group by command, which keeps a diff or a notebook as it is; showing the document would replace
 * it.
 */
async function focusEditor(editor: TextEditor, selection: Range): Promise<void> {
  const group = groups[(editor.viewColumn ?? 0) - 1];
  if (group) await commands.executeCommand(`workbench.action.focus${group}EditorGroup`);
  else await window.showTextDocument(editor.document, { selection });
}

const groups = ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth'];

async function showDocument(document: TextDocument): Promise<TextEditor> {
  if (document.uri.scheme === 'vscode-notebook-cell') return showCell(document);
  return window.showTextDocument(document, { viewColumn: ViewColumn.One, preserveFocus: true });
}

async function showCell(document: TextDocument): Promise<TextEditor> {
  for (const notebook of workspace.notebookDocuments) {
    const cell = notebook.getCells().find((candidate) => candidate.document === document);
    if (!cell) continue;
    const selections = [new NotebookRange(cell.index, cell.index + 1)];
    await window.showNotebookDocument(notebook, { preserveFocus: true, selections });
    const editor = editorsOf(document.uri.toString())[0];
    if (editor) return editor;
  }
  throw new Error('The notebook cell is no longer shown.');
}
