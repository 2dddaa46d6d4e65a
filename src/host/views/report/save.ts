import { Uri, window, workspace } from 'vscode';
import { showBriefly } from '../../dialogs';
import { writeAtomically } from '../../../files/atomic';
import { BabelscopeError } from '../../../rpc/failure';
import type { ReportFormat, ReportSettings } from '../../../protocol/report-page';
import type { Report } from '../../report/report';

const labels: Record<ReportFormat, string> = {
  csv: 'Comma-separated values',
  json: 'JSON',
  safetensors: 'Neuron sets',
  svg: 'SVG picture',
  png: 'PNG picture',
};

/**
 * Asks where to, beside the atlas, and writes.
 *
 * @param picture the page's picture, for SVG and PNG
 * @throws BabelscopeError `storage-unwritable`
 */
export async function saveReport(
  report: Report,
  atlas: Uri,
  { settings, format, picture }: { settings: ReportSettings; format: ReportFormat; picture?: Uint8Array },
  version: string,
): Promise<void> {
  const target = await window.showSaveDialog({
    defaultUri: beside(atlas, format),
    filters: { [labels[format]]: [format] },
    title: `Save report as ${format === 'safetensors' ? 'neuron sets' : format.toUpperCase()}`,
  });
  if (!target) return;
  if (target.toString() === atlas.toString())
    throw new BabelscopeError(
      'storage-unwritable',
      'That is the atlas itself, which would be lost. Save under another name.',
    );
  const content = await contents(report, format, settings, picture, version);
  if (target.scheme === 'file') await writeAtomically(target.fsPath, content);
  else await workspace.fs.writeFile(target, content);
  showBriefly('check', `Saved ${target.path.split('/').pop() ?? ''}`);
}

async function contents(
  report: Report,
  format: ReportFormat,
  settings: ReportSettings,
  picture: Uint8Array | undefined,
  version: string,
): Promise<Uint8Array> {
  if (format !== 'svg' && format !== 'png') return report.file(format, settings, version);
  if (!picture) throw new BabelscopeError('internal', 'The page sent no picture.');
  return picture;
}

/** `mine.lape.safetensors` → `mine-report.csv`, `mine-neurons.safetensors` in the same folder. */
function beside(atlas: Uri, format: ReportFormat): Uri {
  const stem = (atlas.path.split('/').pop() ?? 'atlas').replace(/(\.lape)?\.safetensors$/, '');
  const name = format === 'csv' || format === 'safetensors' ? `${stem}-neurons` : `${stem}-report`;
  return Uri.joinPath(atlas, '..', `${name}.${format}`);
}
