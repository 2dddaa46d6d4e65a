import { Uri } from 'vscode';
import type { ReportFormat, ReportSettings } from '../../../protocol/report-page';
import type { Report } from '../../report/report';
import { nameOf, saveFile, sentPicture } from '../../saveFile';

/**
 * Asks where to save, suggesting a place beside the atlas, and writes.
 *
 * @param picture the page's picture, for SVG and PNG
 * @throws BabelscopeError `storage-unwritable`
 */
export function saveReport(
  report: Report,
  atlas: Uri,
  { settings, format, picture }: { settings: ReportSettings; format: ReportFormat; picture?: Uint8Array },
  version: string,
): Promise<void> {
  return saveFile({
    what: 'report',
    format,
    offered: beside(atlas, format),
    source: atlas,
    content: () =>
      format === 'svg' || format === 'png' ? sentPicture(picture) : report.file(format, settings, version),
  });
}

/** `mine.lape.safetensors` → `mine-report.csv`, `mine-neurons.safetensors` in the same folder. */
function beside(atlas: Uri, format: ReportFormat): Uri {
  const stem = nameOf(atlas).replace(/(\.lape)?\.safetensors$/, '');
  const name = format === 'csv' || format === 'safetensors' ? `${stem}-neurons` : `${stem}-report`;
  return Uri.joinPath(atlas, '..', `${name}.${format}`);
}
