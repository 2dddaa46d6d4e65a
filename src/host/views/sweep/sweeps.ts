import { Uri, type WebviewPanel } from 'vscode';
import type { Sweep } from '../../../results/sweep/file';
import { BabelscopeError, toFailure } from '../../../rpc/failure';
import type { Handlers } from '../../../rpc/rpc';
import type { SweepHostMethods, SweepPageMethods, SweepSnapshot } from '../../../protocol/sweep-page';
import type { ExportFormat } from '../../../protocol/webview';
import { reportSweep } from '../../../results/sweep/report';
import { sweepTable } from '../../../results/sweep/export';
import { notify } from '../../notices';
import { examplesOf, shownSweep } from '../../sweep/shown';
import { nameOf, saveFile, sentPicture } from '../../saveFile';
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

function save(uri: Uri, sweep: Sweep, format: ExportFormat, picture: Uint8Array | undefined): Promise<void> {
  const name = nameOf(uri).replace(/\.babelscope\.json$/, '');
  return saveFile({
    what: 'the sweep’s report',
    format,
    offered: Uri.joinPath(uri, '..', `${name}-report.${format}`),
    source: uri,
    content: () => {
      if (format === 'csv') return sweepTable(reportSweep(sweep.rows));
      if (format !== 'json') return sentPicture(picture);
      // The runs themselves are in the sweep's own file.
      const { rows, ...about } = sweep;
      return `${JSON.stringify({ ...about, report: reportSweep(rows) }, null, 1)}\n`;
    },
  });
}
