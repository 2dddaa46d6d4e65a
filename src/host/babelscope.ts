import { basename, join } from 'node:path';
import {
  commands,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  type TextEditor,
  type WebviewPanel,
} from 'vscode';
import { listDownloads } from '../model/hub/downloads';
import type { ModelReference } from '../model/reference';
import type { OpenModel } from '../protocol/engine';
import { BabelscopeError, toFailure } from '../rpc/failure';
import type { InspectorSnapshot } from '../protocol/webview';
import { ActiveEditor, showsNoText } from './editor/activeEditor';
import { documentOf, onEdit, rangeIn, readerOf } from './editor/document';
import { SelectionWatch } from './editor/follow';
import { registerHover } from './editor/hover';
import { Painter } from './editor/paint';
import { readPassage } from './editor/read';
import { revealRange } from './editor/reveal';
import { tokenRange } from '../app/inspection/tokens';
import { Engine } from './engine';
import type { Exported } from '../results/inspection/export';
import { contextKeys } from '../app/identifiers';
import { InspectionFlow } from '../app/inspection/flow';
import { LastPlace } from './lastPlace';
import { Catalogue, type Entry } from './catalogue/catalogue';
import { FactsMemory } from './catalogue/facts';
import { ModelTree, type Running } from './catalogue/tree';
import { currentModel, currentModelName } from './models';
import { runActionsFor } from '../app/failure-actions';
import { notify } from './notices';
import { onSettingsChange, readSettings } from './settings';
import { CountedCorpora } from './report/counted';
import { Reports } from './report/reports';
import { snapshotOf } from '../app/inspection/snapshot';
import { StatusBar } from './statusBar';
import { Runs } from './runs/runs';
import { Steering } from './steering/steering';
import { resultKinds } from './views/results';
import { inspectorHandlers } from './views/inspector/handlers';
import { InspectorPanel } from './views/inspector/panel';
import { SavedEditor } from './views/saved/editor';

/** Everything that lives from activation to deactivation, and the actions that commands and pages trigger. */
export class Babelscope implements Disposable {
  readonly flow: InspectionFlow;
  readonly panel: InspectorPanel;
  readonly painter: Painter;
  readonly steering: Steering;
  readonly reports: Reports;
  readonly runs: Runs;
  readonly catalogue: Catalogue;
  readonly models: ModelTree;
  readonly #engine: Engine;
  readonly #editors = new ActiveEditor();
  readonly #statusBar = new StatusBar();
  readonly #watch: SelectionWatch;
  readonly #lastPlace: LastPlace;
  readonly #disposables: Disposable[];
  #hover: Disposable | undefined;
  #follow = false;
  #working = false;

  constructor(
    readonly context: ExtensionContext,
    readonly log: LogOutputChannel,
  ) {
    this.catalogue = new Catalogue(context.extensionPath, new FactsMemory(context.globalState), () =>
      listDownloads(this.downloadFolder),
    );
    this.models = new ModelTree(this.catalogue, (entry) => this.#runningOf(entry));
    this.#engine = new Engine(
      context,
      log,
      () => this.#showState(),
      (model, opened) => void this.catalogue.opened(model, opened).then(() => this.models.refresh()),
    );
    this.flow = new InspectionFlow({
      engine: this.#engine,
      model: () => currentModel(context.extensionPath),
      thresholds: () => readSettings().thresholds,
      changed: () => this.#changed(),
      log: (line) => log.warn(line),
    });
    this.panel = new InspectorPanel(context.extensionUri, inspectorHandlers(this));
    this.painter = new Painter(this.flow);
    this.steering = new Steering({ context, engine: this.#engine, editors: this.#editors, log });
    const counted = new CountedCorpora(context.globalState);
    this.reports = new Reports({ context, steering: this.steering, log, counted });
    this.runs = new Runs(context, log, counted);
    this.#lastPlace = new LastPlace(context.workspaceState);
    this.#watch = new SelectionWatch({
      flow: this.flow,
      visible: () => this.panel.isVisible,
      following: () => this.#follow,
      delay: () => readSettings().followDelay,
      inspect: (editor) => void this.#inspectFollowed(editor),
      highlight: (inspection, token) => this.panel.highlight(inspection, token),
    });
    this.#disposables = [
      this.#watch,
      this.painter,
      this.panel,
      this.steering,
      this.reports,
      this.runs,
      this.models,
      new SavedEditor(
        {
          'babelscope-experiment': this.steering.experiments,
          ...resultKinds(context.extensionUri),
        },
        context.extensionUri,
        this.steering.experiments.refuse,
      ),
      this.#statusBar,
      this.#editors,
      this.flow,
      this.#engine,
      log,
      ...onEdit((document, edits) => this.flow.edited(document.uri.toString(), edits, readerOf(document))),
      onSettingsChange((changed) => {
        if (changed('model', 'modelFolders')) this.models.refresh();
        if (
          changed(
            'model',
            'atlases',
            'threads',
            'executionProvider',
            'lape.topRate',
            'lape.filterRate',
            'lape.activationBar',
          )
        )
          this.#renew();
      }),
    ];
    this.#showState();
    void this.runs.offer();
  }

  get snapshot(): InspectorSnapshot {
    return snapshotOf(this.flow, { follow: this.#follow, paint: this.painter.isOn });
  }

  /** Inspects the selection or paragraph of the active editor. Settles when the inspection has ended. */
  async inspectActive(): Promise<void> {
    const editor = this.#editors.current;
    if (!editor)
      return this.refuse(new BabelscopeError('empty-selection', showsNoText() ? notText : nothingOpen));
    let passage;
    try {
      passage = readPassage(editor);
    } catch (error) {
      return this.refuse(error);
    }
    this.panel.open(editor.viewColumn);
    await this.flow.inspect(passage);
  }

  /**
   * Opens a model in its engine before it becomes the model in use. @throws BabelscopeError why it does not
   * open
   */
  async open(model: ModelReference, signal: AbortSignal): Promise<OpenModel> {
    return this.#engine.open(model, { signal });
  }

  /** Shows a failure that does not concern the panel in a popup. */
  tell(error: unknown): void {
    const failure = toFailure(error);
    this.log.warn(`${failure.code}: ${failure.message}`);
    notify(failure, runActionsFor(failure.code));
  }

  /** Ends the engine that holds a folder's model, if one does. */
  unload(folder: string): void {
    this.#engine.stop({ name: basename(folder), folder, origin: 'folder' });
  }

  /** Shows a failure in the panel, if there is one, else in a popup. */
  refuse(error: unknown): void {
    const failure = toFailure(error);
    this.log.warn(`${failure.code}: ${failure.message}`);
    if (this.panel.isOpen) this.flow.refuse(failure);
    else notify(failure);
  }

  async setFollow(on = !this.#follow): Promise<void> {
    this.#follow = on;
    this.#changed();
    // Following is only visible in the panel, so turning it on opens the panel.
    if (on && !this.panel.isVisible) await this.inspectActive();
  }

  async setPaint(on = !this.painter.isOn): Promise<void> {
    this.painter.turn(on);
    this.#hover?.dispose();
    this.#hover = on ? registerHover(this.painter) : undefined;
    this.#changed();
    if (on && !this.flow.passage) await this.inspectActive();
  }

  /** Selects a token's range in its editor. A stale result no longer points anywhere. */
  async revealToken(inspection: number, token: number, focus: boolean): Promise<void> {
    const { anchors } = this.flow.shown(inspection, token);
    const document = await documentOf(anchors.passage.uri);
    const { inspection: tokens } = this.flow.shown(inspection, token);
    if (anchors.stale) return;
    const { start, end } = tokenRange(anchors.passage, tokens, token);
    this.#watch.expect(anchors.passage.uri, start, end);
    await revealRange(document, rangeIn(document, start, end), focus);
  }

  /** The result, with everything that is written to a file of it. @throws BabelscopeError `result-gone` */
  exported(inspection: number): Exported {
    const result = this.flow.shown(inspection);
    const { version } = this.context.extension.packageJSON as { version: string };
    const { segments, source } = result.anchors.passage;
    return {
      inspection: result.inspection,
      texts: segments.map((segment) => segment.text),
      source,
      model: result.opened,
      thresholds: result.thresholds,
      version,
    };
  }

  /** Adopts a panel kept through a reload, and inspects again what it showed. */
  async restore(panel: WebviewPanel): Promise<void> {
    this.panel.restore(panel);
    const passage = await this.#lastPlace.recall();
    if (passage && !this.flow.passage) await this.flow.inspect(passage);
  }

  dispose(): void {
    this.#hover?.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #inspectFollowed(editor: TextEditor): Promise<void> {
    if (!this.#follow || editor.document.isClosed) return;
    let passage;
    try {
      passage = readPassage(editor);
    } catch {
      // A cursor between paragraphs, a selection too long: moving the cursor is not a request, so say
      // nothing.
      return;
    }
    await this.flow.inspect(passage);
  }

  /**
   * A setting that the engine reads at startup has changed: end the engine, and inspect again with the new
   * settings.
   */
  #renew(): void {
    const { model, passage, stale } = this.flow;
    for (const used of [...(model ? [model] : []), ...this.steering.models]) this.#engine.stop(used);
    this.steering.renew();
    this.reports.renew();
    if (passage && this.panel.isVisible && !stale) void this.flow.inspect(passage);
    this.#showState();
  }

  #changed(): void {
    this.panel.show(this.snapshot);
    this.painter.update();
    this.#showState();
    if (this.flow.result) this.#lastPlace.keep(this.flow.result.anchors.passage);
    const working = this.flow.working !== undefined;
    if (working === this.#working) return;
    this.#working = working;
    void commands.executeCommand('setContext', contextKeys.working, working);
  }

  /** Absolute path of the folder for downloads. */
  get downloadFolder(): string {
    return join(this.context.globalStorageUri.fsPath, 'models');
  }

  #runningOf({ folder, name }: Entry): Running {
    const state = this.#engine.stateOf({ name, folder, origin: 'folder' });
    return { state, opened: this.catalogue.openedIn(folder) };
  }

  #showState(): void {
    this.models.refresh();
    const name = currentModelName(this.context.extensionPath);
    const used = [this.flow.model, ...this.steering.models].find((model) => model?.name === name);
    const { working, failure, opened = this.steering.flow.opened } = this.flow;
    const state = used ? this.#engine.stateOf(used) : 'stopped';
    this.#statusBar.show({ model: name, state, flow: { working, failure, opened } });
  }
}

const notText =
  'What is open here is not text. Open a text file, or show this one as text, and inspect again.';
const nothingOpen = 'No text is open. Open a file, select some text and inspect again.';
