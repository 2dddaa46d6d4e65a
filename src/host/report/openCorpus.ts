import { isAbsolute } from 'node:path';
import { commands, Range, Uri, ViewColumn, window, workspace } from 'vscode';
import { BabelscopeError } from '../../protocol/failure';
import type { ContextPlace } from './contexts';
import { documentLine } from './documentLine';

/** A text editor shows no larger files. */
const largestText = 50 * 1024 * 1024;

/**
 * Opens the corpus where a neuron fired: in a `.txt` file, where a line is a document, at that line and token; any
 * other format as it is, and said which document is meant.
 *
 * @param atlas corpora with relative paths are looked for beside it
 * @throws BabelscopeError `corpus-unusable` where the file is gone
 */
export async function openCorpus(place: ContextPlace, atlas: Uri): Promise<void> {
  const uri = isAbsolute(place.path)
    ? atlas.with({ path: Uri.file(place.path).path })
    : Uri.joinPath(atlas, '..', place.path);
  const size = await workspace.fs.stat(uri).then(
    (stat) => stat.size,
    () => undefined,
  );
  if (size === undefined)
    throw new BabelscopeError(
      'corpus-unusable',
      `${place.file} is not where it was counted (${uri.fsPath}). Put it back, or count the atlas again.`,
    );
  if (uri.path.endsWith('.txt') && size <= largestText) return revealLine(uri, place);
  const passage = `${place.before.slice(-40)}${place.token}${place.after.slice(0, 40)}`;
  void window.showInformationMessage(
    `Document ${place.document.toLocaleString('en')} of ${place.file}: “${passage}”`,
  );
  await commands.executeCommand('vscode.open', uri, ViewColumn.Beside);
}

async function revealLine(uri: Uri, { before, token, after, document: number }: ContextPlace): Promise<void> {
  const document = await workspace.openTextDocument(uri);
  const isEmpty = (line: number) => document.lineAt(line).isEmptyOrWhitespace;
  const line = documentLine(document.lineCount, isEmpty, number);
  const { text } = document.lineAt(line);
  // By its words, not by its offset: a place on the line even where the file has changed a little since.
  const lead = before.slice(-60);
  const found = text.indexOf(lead + token + after.slice(0, 60));
  const [start, end] =
    found < 0 ? [0, text.length] : [found + lead.length, found + lead.length + token.length];
  await window.showTextDocument(document, {
    viewColumn: ViewColumn.Beside,
    selection: new Range(line, start, line, end),
  });
}
