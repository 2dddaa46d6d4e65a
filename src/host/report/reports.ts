import {
  type CustomDocument,
  type CustomReadonlyEditorProvider,
  commands,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  RelativePattern,
  Uri,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import { BabelscopeError, toFailure } from '../../rpc/failure';
import { largestAtlas } from '../../files/atlas';
import {
  type AtlasSummary,
  type ReportFormat,
  type ReportHostMethods,
  reportPage,
  type ReportPageMethods,
  type ReportSettings,
} from '../../protocol/report-page';
import { viewTypes } from '../../app/identifiers';
import { currentModel } from '../models';
import { notify } from '../notices';
import { readFrom } from '../read';
import { nameOf } from '../saveFile';
import { readSettings } from '../settings';
import type { Steering } from '../steering/steering';
import { pageIn } from '../views/page';
import { reportHandlers } from '../views/report/handlers';
import { saveReport } from '../views/report/save';
import { startAnalyst } from '../../app/report/analyst';
import type { CountedCorpora } from './counted';
import { openCorpus } from './openCorpus';
import { Report } from './report';

export interface ReportsContext {
  context: ExtensionContext;
  steering: Steering;
  log: LogOutputChannel;
  counted: CountedCorpora;
}

interface ReportDocument extends CustomDocument {
  report: Report;
}

interface Open {
  uri: Uri;
  panels: Set<WebviewPanel>;
  show: Set<() => void>;
}

/** Opens `*.lape.safetensors` in its report. No model is needed for that. */
export class Reports implements CustomReadonlyEditorProvider<ReportDocument>, Disposable {
  readonly #open = new Map<Report, Open>();
  readonly #registration: Disposable;
  /** Path of the atlas in use; undefined until a model is known. */
  #atlasInUse: string | undefined;

  constructor(private readonly parts: ReportsContext) {
    this.#registration = window.registerCustomEditorProvider(viewTypes.report, this, {
      supportsMultipleEditorsPerDocument: true,
    });
  }

  async openCustomDocument(uri: Uri): Promise<ReportDocument> {
    const { context, log } = this.parts;
    await this.#learnModel();
    const open: Open = { uri, panels: new Set(), show: new Set() };
    const report = new Report({
      name: nameOf(uri),
      source: () => sourceOf(uri),
      start: () => startAnalyst(context.extensionPath, (detail) => log.warn(detail)),
      settings: { method: 'lape', ...readSettings().thresholds },
      steerable: (atlas) => this.#isInUse(uri, atlas),
      changed: () => {
        for (const show of open.show) show();
      },
    });
    this.#open.set(report, open);
    const watcher = watch(uri, () => void report.reload());
    return {
      uri,
      report,
      dispose: () => {
        watcher.dispose();
        this.#open.delete(report);
        report.dispose();
      },
    };
  }

  resolveCustomEditor({ report }: ReportDocument, panel: WebviewPanel): void {
    const page = pageIn<ReportHostMethods, ReportPageMethods>(panel, {
      page: reportPage,
      extensionUri: this.parts.context.extensionUri,
      handlers: reportHandlers(this, report),
    });
    const open = this.#open.get(report);
    const show = () => page.tell('show', report.snapshot);
    open?.panels.add(panel);
    open?.show.add(show);
    panel.onDidDispose(() => {
      open?.panels.delete(panel);
      open?.show.delete(show);
    });
  }

  /** Opens the atlas of the model in use. @throws BabelscopeError `atlas-missing` */
  async openCurrent(): Promise<void> {
    const { name, atlas } = await currentModel(this.parts.context.extensionPath);
    if (!atlas)
      throw new BabelscopeError(
        'atlas-missing',
        `${name} has no atlas yet. Count one over texts of your own (babelscope count), or choose another model.`,
      );
    await commands.executeCommand('vscode.openWith', Uri.file(atlas), viewTypes.report);
  }

  /** @throws BabelscopeError `result-gone` if no report is open */
  async compareActive(): Promise<void> {
    const [report] = [...this.#open].find(([, { panels }]) => [...panels].some(({ active }) => active)) ?? [];
    if (!report)
      throw new BabelscopeError(
        'result-gone',
        'No report is in front. Open an atlas (*.lape.safetensors), then compare it with another.',
      );
    await this.compare(report);
  }

  /** Asks for another atlas and compares with it. */
  async compare(report: Report): Promise<void> {
    const own = this.#open.get(report)?.uri;
    const [other] =
      (await window.showOpenDialog({
        ...(own && { defaultUri: Uri.joinPath(own, '..') }),
        filters: { 'Neuron atlas': ['safetensors'] },
        openLabel: 'Compare',
        title: 'Another atlas (*.lape.safetensors) to compare with',
      })) ?? [];
    if (other) await report.compare(await sourceOf(other));
  }

  async openContext(
    report: Report,
    request: { layer: number; index: number; context: number },
  ): Promise<void> {
    const place = report.contextOf(request);
    const atlas = this.#open.get(report)?.uri;
    if (!place || !atlas)
      throw new BabelscopeError('result-gone', 'This context is no longer shown. Choose the neuron again.');
    await openCorpus(place, atlas, this.parts.counted);
  }

  async steer(neuron: { layer: number; index: number }): Promise<void> {
    const { steering } = this.parts;
    await commands.executeCommand(`${viewTypes.steering}.focus`);
    // Loading brings the model's first choices.
    await steering.flow.load();
    steering.flow.setNeurons([neuron]);
  }

  async save(
    report: Report,
    request: { settings: ReportSettings; format: ReportFormat; picture?: Uint8Array },
  ): Promise<void> {
    const atlas = this.#open.get(report)?.uri;
    const { version } = this.parts.context.extension.packageJSON as { version: string };
    if (atlas) await saveReport(report, atlas, request, version);
  }

  /** Another model may be in use now. */
  renew(): void {
    void this.#learnModel().then(() => {
      for (const report of this.#open.keys()) report.renew();
    });
  }

  /** Does what the user asked for; a popup says why it cannot be done. */
  async attempt(act: () => void | Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      const failure = toFailure(error);
      this.parts.log.warn(`${failure.code}: ${failure.message}`);
      notify(failure, []);
    }
  }

  dispose(): void {
    this.#registration.dispose();
    for (const report of this.#open.keys()) report.dispose();
  }

  async #learnModel(): Promise<void> {
    const model = await currentModel(this.parts.context.extensionPath).catch(() => undefined);
    this.#atlasInUse = model?.atlas;
  }

  #isInUse(uri: Uri, { identity }: AtlasSummary): boolean {
    const { opened } = this.parts.steering.flow;
    return opened ? opened.identity === identity : uri.fsPath === this.#atlasInUse;
  }
}

/** Calls back when a file has been written. */
function watch(uri: Uri, changed: () => void): Disposable {
  const watcher = workspace.createFileSystemWatcher(
    new RelativePattern(Uri.joinPath(uri, '..'), nameOf(uri)),
    false,
    false,
    true,
  );
  watcher.onDidChange(changed);
  watcher.onDidCreate(changed);
  return watcher;
}

/** A path where the file lies on this machine's disk; elsewhere its bytes. */
async function sourceOf(uri: Uri) {
  const name = nameOf(uri);
  if (uri.scheme === 'file') return { name, path: uri.fsPath };
  return { name, path: uri.path, bytes: await readFrom(uri, largestAtlas) };
}
