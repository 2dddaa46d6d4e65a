import { Range, type TextDocument, type TextEditor, Uri, window, workspace } from 'vscode';
import { BabelscopeError } from '../../rpc/failure';
import type { Edit } from '../../app/inspection/passage';

/**
 * The document, opened again if it was closed.
 * @throws BabelscopeError `result-gone` when it no longer exists
 */
export async function documentOf(uri: string): Promise<TextDocument> {
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri);
  if (open) return open;
  const parsed = Uri.parse(uri);
  try {
    // Opening an untitled document that no longer exists would create an empty one.
    if (parsed.scheme !== 'untitled') return await workspace.openTextDocument(parsed);
  } catch {
    // Deleted, renamed, its provider gone: it makes no difference to the caller.
  }
  const name = parsed.path.split('/').pop() ?? uri;
  throw new BabelscopeError(
    'result-gone',
    `${name} is closed and cannot be opened again. Inspect another text.`,
  );
}

export function editorsOf(uri: string): TextEditor[] {
  return window.visibleTextEditors.filter((editor) => editor.document.uri.toString() === uri);
}

/** Between two UTF-16 offsets of the document. */
export function rangeIn(document: TextDocument, start: number, end: number): Range {
  return new Range(document.positionAt(start), document.positionAt(end));
}

/** Reads the document's current text: from an offset, for a number of UTF-16 units. */
export function readerOf(document: TextDocument): (start: number, length: number) => string {
  return (start, length) => document.getText(rangeIn(document, start, start + length));
}

/**
 * Reports changes to any document's text; opening one counts, since it may differ from when it was closed.
 */
export function onEdit(listener: (document: TextDocument, edits: Edit[]) => void) {
  return [
    workspace.onDidChangeTextDocument(({ document, contentChanges }) =>
      listener(
        document,
        contentChanges.map((change) => ({
          offset: change.rangeOffset,
          length: change.rangeLength,
          inserted: change.text.length,
        })),
      ),
    ),
    workspace.onDidOpenTextDocument((document) => listener(document, [])),
  ];
}
