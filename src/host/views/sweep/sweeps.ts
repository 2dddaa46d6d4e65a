import { Uri, type WebviewPanel, window, workspace } from 'vscode';
import { showBriefly } from '../../dialogs';
import type { Sweep } from '../../../files/sweep';
import { BabelscopeError, toFailure } from '../../../rpc/failure';
import type { Handlers } from '../../../rpc/rpc';
import type { SweepHostMethods, SweepPageMethods, SweepSnapshot } from '../../../protocol/sweep-page';
import type { ExportFormat } from '../../../protocol/webview';
import { reportSweep } from '../../../steering/sweep-report';
import { sweepTable } from '../../../view/sweep-table';
import { notify } from '../../notices';
import { examplesOf, shownSweep } from '../../sweep/shown';
import { pageIn } from '../page';
import type { FileKind, OpenFile, SavedFile } from '../saved/kind';
import { sweepRequests } from './requests';

/** Opens sweeps: `*.babelscope.json` of the format `babelscope-sweep`. */
export class Sweeps implements FileKind<Sweep> {
  constructor(private readonly extensionUri: Uri) {}

  open({ uri, name, content }: SavedFile<Sweep>): OpenFile {
    const snapshot: SweepSnapshot = content.failure
      ? { name, sweep: undefined, failure: content.failure }
      : { name, sweep: shownSweep(content.value), failure: undefined };
    return {
      uri,
      resolve: (panel) => this.#resolve(panel, handlers(uri, content.value, snapshot)),
      dispose: () => undefined,
    };
  }

  #resolve(panel: WebviewPanel, own: Handlers<SweepHostMethods>): void {
    pageIn<SweepHostMethods, SweepPageMethods>(panel, {
      page: 'sweep',
      title: 'Steering sweep',
      extensionUri: this.extensionUri,
      handlers: own,
      requests: sweepRequests,
    });
  }
}

function handlers(uri: Uri, sweep: Sweep | undefined, snapshot: SweepSnapshot): Handlers<SweepHostMethods> {
  const opened = (): Sweep => {
    if (sweep) return sweep;
    throw new BabelscopeError('result-gone', 'There is no sweep in this file.');
  };
  return {
    ready: () => snapshot,
    examples: ({ setting, source, target }) =>
      examplesOf(opened(), setting, source !== null && target !== null ? [source, target] : undefined),
    save: async ({ format, picture }) => {
      try {
        await save(uri, opened(), format, picture);
      } catch (error) {
        notify(toFailure(error));
      }
    },
  };
}

const labels: Record<ExportFormat, string> = {
  csv: 'Comma-separated values',
  json: 'JSON',
  svg: 'SVG picture',
  png: 'PNG picture',
};

/** Asks where to, beside the sweep itself, and writes. */
async function save(
  uri: Uri,
  sweep: Sweep,
  format: ExportFormat,
  picture: Uint8Array | undefined,
): Promise<void> {
  const name = (uri.path.split('/').pop() ?? 'sweep').replace(/\.babelscope\.json$/, '');
  const target = await window.showSaveDialog({
    defaultUri: Uri.joinPath(uri, '..', `${name}-report.${format}`),
    filters: { [labels[format]]: [format] },
    title: `Save the sweep's report as ${format.toUpperCase()}`,
  });
  if (!target) return;
  try {
    await workspace.fs.writeFile(target, contents(sweep, format, picture));
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new BabelscopeError(
      'storage-unwritable',
      `${target.path.split('/').pop() ?? 'The file'} could not be written: ${words}. Save it elsewhere.`,
    );
  }
  showBriefly('check', `Saved ${target.path.split('/').pop() ?? ''}`);
}

function contents(sweep: Sweep, format: ExportFormat, picture: Uint8Array | undefined): Uint8Array {
  const encoder = new TextEncoder();
  if (format === 'csv') return encoder.encode(sweepTable(reportSweep(sweep.rows)));
  if (format === 'json') {
    // The runs themselves are in the sweep's own file.
    const { rows, ...about } = sweep;
    return encoder.encode(`${JSON.stringify({ ...about, report: reportSweep(rows) }, null, 1)}\n`);
  }
  if (!picture) throw new BabelscopeError('internal', 'The page sent no picture.');
  return picture;
}
