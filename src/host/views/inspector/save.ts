import { Uri, env, workspace } from 'vscode';
import { showBriefly } from '../../dialogs';
import type { ExportFormat } from '../../../protocol/webview';
import type { Exported } from '../../../results/inspection/export';
import { gather, jsonLines, tableLines } from '../../../results/inspection/export';
import { saveFile, sentPicture } from '../../saveFile';

/** Copies tokens × languages to the clipboard, for pasting into a spreadsheet. */
export async function copyTable(exported: Exported): Promise<void> {
  await env.clipboard.writeText(await gather(tableLines(exported, '\t', false)));
  showBriefly('check', 'Table copied');
}

/**
 * Asks where to save, and writes.
 * @param document URI of the inspected document; the suggested file is next to it
 * @param picture the page's picture, for SVG and PNG
 */
export function saveResult(
  exported: Exported,
  document: string,
  format: ExportFormat,
  picture: Uint8Array | undefined,
): Promise<void> {
  return saveFile({
    what: 'language neurons',
    format,
    offered: besides(Uri.parse(document), exported.source.name, format),
    source: Uri.parse(document),
    content: () => {
      if (format === 'csv') return gather(tableLines(exported, ',', true));
      if (format === 'json') return gather(jsonLines(exported));
      return sentPicture(picture);
    },
  });
}

/** `notes.md` → `notes-language-neurons.csv` in the same folder; untitled and virtual documents: the workspace. */
function besides(document: Uri, name: string, format: ExportFormat): Uri | undefined {
  const file = `${name.replace(/\.[^.]+$/, '')}-language-neurons.${format}`;
  if (document.scheme === 'file' || document.scheme === 'vscode-remote')
    return Uri.joinPath(document, '..', file);
  const [folder] = workspace.workspaceFolders ?? [];
  return folder && Uri.joinPath(folder.uri, file);
}
