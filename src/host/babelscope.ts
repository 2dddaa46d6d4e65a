import { join } from 'node:path';
import {
  commands,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  Range,
  type TextDocument,
  type TextEditor,
  type Uri,
  type WebviewPanel,
  workspace,
} from 'vscode';
import { createSupervisor, type Supervisor } from '../engine/supervisor';
import { BabelscopeError, toFailure } from '../protocol/failure';
import type { InspectorSnapshot } from '../protocol/webview';
import { ActiveEditor } from './editor/activeEditor';
import { SelectionWatch } from './editor/follow';
import { passageOf, readPassage } from './editor/read';
import { documentOf, revealRange } from './editor/reveal';
import { tokenRange } from './editor/tokens';
import { contextKeys, memoryKeys } from './identifiers';
import { InspectionFlow } from './inspection';
import { currentModel, currentModelName } from './models';
import { notify } from './notices';
import type { Passage } from './passage';
import { onSettingsChange, readSettings } from './settings';
import { snapshotOf } from './snapshot';
import { StatusBar } from './statusBar';
import { inspectorHandlers } from './views/inspector/handlers';
import { InspectorPanel } from './views/inspector/panel';

/** Where a result came from, as it is kept through a reload. */
interface Place {
  uri: string;
  /** UTF-16 offsets, `[start, end]`. */
  ranges: [number, number][];
}

/** Everything of the extension that lives from activation to deactivation, and what commands and pages do with it. */
export class Babelscope implements Disposable {
  readonly log: LogOutputChannel;
  readonly extensionUri: Uri;
  readonly root: string;
  readonly panel: InspectorPanel;
  readonly flow: InspectionFlow;
  readonly editors = new ActiveEditor();
  #follow = false;
  #paint = false;
  #working = false;
  #remembered: Passage | undefined;
  #supervisor: Supervisor | undefined;
  readonly #statusBar = new StatusBar();
  readonly #watch: SelectionWatch;
  readonly #disposables: Disposable[];

  constructor(
    private readonly context: ExtensionContext,
    log: LogOutputChannel,
  ) {
    this.log = log;
    this.extensionUri = context.extensionUri;
    this.root = context.extensionPath;
    this.panel = new InspectorPanel(context.extensionUri, inspectorHandlers(this));
    this.flow = new InspectionFlow({
      engine: {
        open: (...call) => this.supervisor.open(...call),
        call: (...call) => this.supervisor.call(...call),
      },
      model: () => currentModel(this.root),
      changed: () => this.#changed(),
      log: (line) => log.warn(line),
    });
    this.#watch = new SelectionWatch({
      flow: this.flow,
      visible: () => this.panel.isVisible,
      following: () => this.#follow,
      delay: () => readSettings().followDelay,
      inspect: (editor) => this.#follow && void this.#inspectFollowed(editor),
      highlight: (inspection, token) => this.panel.highlight(inspection, token),
    });
    this.#disposables = [
      log,
      this.panel,
      this.flow,
      this.editors,
      this.#statusBar,
      this.#watch,
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const edits = contentChanges.map((change) => ({
          offset: change.rangeOffset,
          length: change.rangeLength,
          inserted: change.text.length,
        }));
        this.flow.edited(document.uri.toString(), edits, readerOf(document));
      }),
      workspace.onDidOpenTextDocument((document) =>
        this.flow.edited(document.uri.toString(), [], readerOf(document)),
      ),
      onSettingsChange((changed) => {
        if (changed('model', 'threads', 'lape.topRate', 'lape.filterRate', 'lape.activationBar'))
          this.#renew();
      }),
    ];
    this.#showState();
  }

  /** Made on first use; what it starts lives in processes of its own. */
  get supervisor(): Supervisor {
    if (!this.#supervisor) {
      this.#supervisor = createSupervisor({
        engineFile: join(this.root, 'dist', 'engine.js'),
        storage: this.context.globalStorageUri.fsPath,
        settings: readSettings,
        log: (line) => this.log.info(line),
      });
      this.#supervisor.onChange(() => this.#showState());
    }
    return this.#supervisor;
  }

  get snapshot(): InspectorSnapshot {
    return snapshotOf(this.flow, { follow: this.#follow, paint: this.#paint });
  }

  /** Inspects what a person means by the active editor. Settles when the inspection has ended. */
  async inspectActive(): Promise<void> {
    const editor = this.editors.current;
    if (!editor)
      return this.refuse(
        new BabelscopeError(
          'empty-selection',
          'No text is open. Open a file, select some text and inspect again.',
        ),
      );
    let passage: Passage;
    try {
      passage = readPassage(editor);
    } catch (error) {
      return this.refuse(error);
    }
    this.panel.open(editor.viewColumn);
    await this.flow.inspect(passage);
  }

  /** Says why something cannot be done: in the panel, where there is one. */
  refuse(error: unknown): void {
    const failure = toFailure(error);
    this.log.warn(`${failure.code}: ${failure.message}`);
    if (this.panel.isOpen) this.flow.refuse(failure);
    else notify(failure);
  }

  setFollow(on: boolean): void {
    this.#follow = on;
    this.#changed();
  }

  setPaint(on: boolean): void {
    this.#paint = on;
    this.#changed();
  }

  toggleFollow(): void {
    this.setFollow(!this.#follow);
  }

  togglePaint(): void {
    this.setPaint(!this.#paint);
  }

  /** Selects a token's range in its editor. A stale result points nowhere any more. */
  async revealToken(inspection: number, token: number, focus: boolean): Promise<void> {
    const { anchors } = this.flow.shown(inspection, token);
    if (anchors.stale) return;
    const document = await documentOf(anchors.passage.uri);
    if (this.flow.stale) return;
    const { start, end } = tokenRange(anchors.passage, this.flow.shown(inspection, token).inspection, token);
    this.#watch.expect(anchors.passage.uri, start, end);
    await revealRange(document, new Range(document.positionAt(start), document.positionAt(end)), focus);
  }

  /** Takes over a panel kept through a reload, and inspects again what it showed. */
  async restore(panel: WebviewPanel): Promise<void> {
    this.panel.restore(panel);
    const place = this.context.workspaceState.get<Place>(memoryKeys.lastPlace);
    if (!place || this.flow.passage) return;
    try {
      const document = await documentOf(place.uri);
      const segments = place.ranges.map(([start, end]) => ({
        start,
        text: readerOf(document)(start, end - start),
      }));
      if (segments.every((segment, index) => segment.text.length === place.ranges[index][1] - segment.start))
        await this.flow.inspect(passageOf(document, segments));
    } catch (error) {
      this.log.info(`Not restored: ${toFailure(error).message}`);
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#supervisor?.dispose();
  }

  async #inspectFollowed(editor: TextEditor): Promise<void> {
    try {
      await this.flow.inspect(readPassage(editor));
    } catch {
      // A cursor between paragraphs, a selection too long: whoever only moves about asked no question.
    }
  }

  /** A setting that the engine reads at its start changed: end it, and show the result under the new ones. */
  #renew(): void {
    const { model, passage, stale } = this.flow;
    if (model) this.#supervisor?.stop(model);
    if (passage && this.panel.isVisible && !stale) void this.flow.inspect(passage);
    this.#showState();
  }

  #changed(): void {
    this.panel.show(this.snapshot);
    this.#showState();
    const passage = this.flow.result?.anchors.passage;
    if (passage && passage !== this.#remembered) {
      this.#remembered = passage;
      void this.context.workspaceState.update(memoryKeys.lastPlace, placeOf(passage));
    }
    const working = this.flow.working !== undefined;
    if (working === this.#working) return;
    this.#working = working;
    void commands.executeCommand('setContext', contextKeys.working, working);
  }

  #showState(): void {
    const { model } = this.flow;
    const name = currentModelName(this.root);
    const state = model?.name === name ? (this.#supervisor?.stateOf(model) ?? 'stopped') : 'stopped';
    this.#statusBar.show({ model: name, state, flow: this.flow });
  }
}

function readerOf(document: TextDocument): (start: number, length: number) => string {
  return (start, length) =>
    document.getText(new Range(document.positionAt(start), document.positionAt(start + length)));
}

function placeOf(passage: Passage): Place {
  return {
    uri: passage.uri,
    ranges: passage.segments.map(({ start, text }) => [start, start + text.length]),
  };
}
