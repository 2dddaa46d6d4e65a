import { Uri, env, window, workspace } from 'vscode';
import { showBriefly, showError } from '../../dialogs';
import { BabelscopeError } from '../../../rpc/failure';
import type { ExportFormat } from '../../../protocol/webview';
import type { Exported } from '../../export';
import { gather, jsonLines, tableLines } from '../../export';

const labels: Record<ExportFormat, string> = {
  csv: 'Comma-separated values',
  json: 'JSON',
  svg: 'SVG picture',
  png: 'PNG picture',
};

/** Puts tokens × languages on the clipboard, to be pasted into a spreadsheet. */
export async function copyTable(exported: Exported): Promise<void> {
  await env.clipboard.writeText(await gather(tableLines(exported, '\t', false)));
  showBriefly('check', 'Table copied');
}

/**
 * Asks where to, and writes. Failures appear as a popup: the panel is for the inspection itself.
 * @param document URI of the inspected document; the file is offered next to it
 * @param picture the page's picture, for SVG and PNG
 */
export async function saveResult(
  exported: Exported,
  document: string,
  format: ExportFormat,
  picture: Uint8Array | undefined,
): Promise<void> {
  const target = await window.showSaveDialog({
    defaultUri: besides(Uri.parse(document), exported.source.name, format),
    filters: { [labels[format]]: [format] },
    title: `Save language neurons as ${format.toUpperCase()}`,
  });
  if (!target) return;
  try {
    await workspace.fs.writeFile(target, await contents(exported, format, picture));
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const again = 'Save Elsewhere…';
    const message = `${target.path.split('/').pop() ?? 'The file'} could not be written: ${words}`;
    if ((await showError(message, again)) === again) await saveResult(exported, document, format, picture);
    return;
  }
  showBriefly('check', `Saved ${target.path.split('/').pop() ?? ''}`);
}

async function contents(exported: Exported, format: ExportFormat, picture: Uint8Array | undefined) {
  const encoder = new TextEncoder();
  if (format === 'csv') return encoder.encode(await gather(tableLines(exported, ',', true)));
  if (format === 'json') return encoder.encode(await gather(jsonLines(exported)));
  if (!picture) throw new BabelscopeError('internal', 'The page sent no picture.');
  return picture;
}

/** `notes.md` → `notes-language-neurons.csv` in the same folder; untitled and virtual documents: the workspace. */
function besides(document: Uri, name: string, format: ExportFormat): Uri | undefined {
  const file = `${name.replace(/\.[^.]+$/, '')}-language-neurons.${format}`;
  if (document.scheme === 'file' || document.scheme === 'vscode-remote')
    return Uri.joinPath(document, '..', file);
  const [folder] = workspace.workspaceFolders ?? [];
  return folder && Uri.joinPath(folder.uri, file);
}
