import { EndOfLine, Range, Selection, type TextDocument, type TextEditor } from 'vscode';
import { BabelscopeError } from '../../rpc/failure';

/**
 * Inserts text after the selection and selects it, as one undo step.
 *
 * @throws BabelscopeError `result-gone` if the editor is read-only
 */
export async function insertBehind(editor: TextEditor, text: string): Promise<void> {
  const { document, selection } = editor;
  const written = asWrittenIn(document, text);
  const offset = document.offsetAt(selection.end);
  if (!(await editor.edit((edit) => edit.insert(selection.end, written))))
    throw new BabelscopeError(
      'result-gone',
      'This editor cannot be written to. Open a file that can, and insert the result again.',
    );
  const end = document.positionAt(offset + written.length);
  editor.selection = new Selection(document.positionAt(offset), end);
  editor.revealRange(new Range(end, end));
}

/**
 * The text with the document's own line breaks. An edit converts them anyway; doing it first keeps lengths
 * correct.
 */
export function asWrittenIn({ eol }: TextDocument, text: string): string {
  return text.replace(/\r\n|\r|\n/g, eol === EndOfLine.CRLF ? '\r\n' : '\n');
}
