import { realpath } from 'node:fs/promises';
import { relative, isAbsolute } from 'node:path';
import { commands, Range, type TextDocument, Uri, ViewColumn, window, workspace } from 'vscode';
import { BabelscopeError } from '../../rpc/failure';
import { showInformation, showWarning } from '../dialogs';
import type { ContextPlace } from '../../app/report/contexts';
import type { CountedCorpora } from './counted';

/** Text editors do not show larger files. */
const largestText = 50 * 1024 * 1024;

/**
 * Opens the corpus where a neuron fired: a file with one document per line at that line and token; any other
 * at its start, naming the document.
 *
 * The path was chosen by whoever made the atlas. Only text in the open folders, or counted here, is opened at
 * once; anything else is not even accessed before the user has seen its path and agreed.
 *
 * @param atlas whose machine the corpus is on
 * @throws BabelscopeError `corpus-unusable` if the file is gone
 */
export async function openCorpus(place: ContextPlace, atlas: Uri, counted: CountedCorpora): Promise<void> {
  const uri = atlas.with({ path: Uri.file(place.path).path, query: '', fragment: '' });
  const isText = /\.(txt|jsonl|ndjson|tsv)$/.test(uri.path);
  const isKnown = (uri.scheme === 'file' && counted.has(place.path)) || (await isInOpenFolder(uri));
  if (!(isText && isKnown) && !(await allows(uri, isText))) return;
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
  if (isText && size <= largestText) {
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { viewColumn: column, selection: rangeOf(document, place) });
    return;
  }
  const passage = `${place.before.slice(-40)}${place.token}${place.after.slice(0, 40)}`;
  void showInformation(`Document ${place.document.toLocaleString('en')} of ${place.file}: “${passage}”`);
  await commands.executeCommand('vscode.open', uri, column);
}

/** Links are resolved too: a folder from a stranger can hold one that leads anywhere. */
async function isInOpenFolder(uri: Uri): Promise<boolean> {
  const folder = workspace.getWorkspaceFolder(uri)?.uri;
  if (!folder || uri.scheme !== 'file') return folder !== undefined;
  const [file, root] = await Promise.all(
    [uri, folder].map(({ fsPath }) => realpath(fsPath).catch(() => fsPath)),
  );
  const inside = relative(root, file);
  return inside !== '' && !inside.startsWith('..') && !isAbsolute(inside);
}

async function allows(uri: Uri, isText: boolean): Promise<boolean> {
  const open = 'Open';
  const why = isText
    ? 'It is in none of the open folders, and was not counted in this editor.'
    : 'It is no text file.';
  const answer = await showWarning(
    'Open the file that this atlas names?',
    { modal: true, detail: `${uri.fsPath}\n\n${why} Open it only if you know where the atlas comes from.` },
    open,
  );
  return answer === open;
}

/** The token, if it is still where it was counted; else its whole line. */
function rangeOf(document: TextDocument, { document: number, start, token }: ContextPlace): Range {
  const line = Math.min(document.lineCount, number) - 1;
  const { text, range } = document.lineAt(line);
  // A line of JSON holds its text escaped, so the offset differs.
  const at = text.startsWith(token, start) ? start : text.indexOf(token);
  return token === '' || at < 0 ? range : new Range(line, at, line, at + token.length);
}
