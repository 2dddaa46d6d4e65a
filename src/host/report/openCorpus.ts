import { commands, Range, type TextDocument, Uri, ViewColumn, window, workspace } from 'vscode';
import { showInformation } from '../dialogs';
import { BabelscopeError } from '../../protocol/failure';
import type { ContextPlace } from './contexts';

/** A text editor shows no larger files. */
const largestText = 50 * 1024 * 1024;

/**
 * Opens the corpus where a neuron fired: a file with a document a line at that line and token; any other as it is, and
 * said which document is meant.
 *
 * @param atlas whose machine the corpus lies on
 * @throws BabelscopeError `corpus-unusable` where the file is gone
 */
export async function openCorpus(place: ContextPlace, atlas: Uri): Promise<void> {
  const uri = atlas.with({ path: Uri.file(place.path).path });
  const size = await workspace.fs.stat(uri).then(
    (stat) => stat.size,
    () => undefined,
  );
  if (size === undefined)
    throw new BabelscopeError(
      'corpus-unusable',
      `${place.file} is not where it was counted (${place.path}). Put it back, or count the atlas again.`,
    );
  const column = ViewColumn.Beside;
  if (/\.(txt|jsonl|ndjson|tsv)$/.test(uri.path) && size <= largestText) {
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { viewColumn: column, selection: rangeOf(document, place) });
    return;
  }
  const passage = `${place.before.slice(-40)}${place.token}${place.after.slice(0, 40)}`;
  void showInformation(`Document ${place.document.toLocaleString('en')} of ${place.file}: “${passage}”`);
  await commands.executeCommand('vscode.open', uri, column);
}

/** The token, if it is still there as it was counted; else its whole line. */
function rangeOf(document: TextDocument, { document: number, start, token }: ContextPlace): Range {
  const line = Math.min(document.lineCount, number) - 1;
  const { text, range } = document.lineAt(line);
  // A line of JSON holds its text escaped, at another place.
  const at = text.startsWith(token, start) ? start : text.indexOf(token);
  return token === '' || at < 0 ? range : new Range(line, at, line, at + token.length);
}
