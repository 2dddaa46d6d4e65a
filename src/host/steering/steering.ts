import {
  commands,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  window,
  workspace,
} from 'vscode';
import { showBriefly } from '../dialogs';
import type { ModelReference } from '../../model/reference';
import { BabelscopeError, toFailure } from '../../rpc/failure';
import type { ActiveEditor } from '../editor/activeEditor';
import { insertBehind } from '../editor/insert';
import { readPrompt } from '../editor/prompt';
import type { Engine } from '../engine';
import { steerAgain, steeringActionsFor } from '../../app/failure-actions';
import { contextKeys, viewTypes } from '../../app/identifiers';
import { currentModel } from '../models';
import { notify } from '../notices';
import { readSettings } from '../settings';
import { Experiments } from '../views/steering/experiments';
import { steeringHandlers } from '../views/steering/handlers';
import { SteeringView } from '../views/steering/view';
import { AnswerDocuments, answerScheme } from './answerDocuments';
import { saveExperiment } from './experimentFile';
import { SteeringFlow, type SteeringFlowOptions } from '../../app/steering/flow';
import { LanguageIdentifier } from '../../app/identifier/identifier';
import { ChoicesMemory } from './memory';
import type { Run } from '../../app/steering/run';

export interface SteeringContext {
  context: ExtensionContext;
  engine: Engine;
  editors: ActiveEditor;
  log: LogOutputChannel;
}

/**
 * Steering in the editor: the view in the side bar, saved experiments, and the commands that use their runs.
 */
export class Steering implements Disposable {
  /** The side bar's. */
  readonly flow: SteeringFlow;
  readonly view: SteeringView;
  readonly identifier: LanguageIdentifier;
  /** The open saved runs. */
  readonly experiments: Experiments;
  readonly #memory: ChoicesMemory;
  readonly #documents = new AnswerDocuments();
  readonly #disposables: Disposable[];
  #used: ModelReference | undefined;
  #hasRun = false;

  constructor(readonly parts: SteeringContext) {
    const { context, log } = parts;
    this.identifier = new LanguageIdentifier(context.extensionPath, (detail) => log.warn(detail));
    this.#memory = new ChoicesMemory(context.workspaceState);
    this.flow = this.createFlow({
      changed: () => this.view.show(this.flow.snapshot),
      remembered: this.#memory.recall(),
      remember: (choices) => this.#memory.keep(choices),
    });
    this.view = new SteeringView(context.extensionUri, steeringHandlers(this, this.flow));
    this.experiments = new Experiments(context.extensionUri, this);
    this.#disposables = [
      window.registerWebviewViewProvider(viewTypes.steering, this.view),
      workspace.registerTextDocumentContentProvider(answerScheme, this.#documents),
      this.experiments,
      this.view,
      this.flow,
      this.#memory,
      this.identifier,
    ];
  }

  /** A flow that uses the engines of this window. */
  createFlow(
    own: Pick<SteeringFlowOptions, 'changed' | 'remembered' | 'remember' | 'experiment'>,
  ): SteeringFlow {
    const { context, engine, log } = this.parts;
    const flow: SteeringFlow = new SteeringFlow({
      ...own,
      engine,
      model: () => currentModel(context.extensionPath),
      thresholds: () => readSettings().thresholds,
      writtenIn: this.identifier.writtenIn,
      changed: () => {
        own.changed();
        this.#showState(flow);
      },
      log: (line) => log.warn(line),
    });
    return flow;
  }

  /** The models that are or were steered. */
  get models(): ModelReference[] {
    return [...this.#flows.map(({ model }) => model), this.#used].filter((model) => model !== undefined);
  }

  /** The current model, for a run outside the pages. */
  async useModel(): Promise<ModelReference> {
    this.#used = await currentModel(this.parts.context.extensionPath);
    return this.#used;
  }

  /** The flow the user is working in: an open experiment, or the side bar. */
  get active(): SteeringFlow {
    return this.experiments.active ?? this.flow;
  }

  /** A setting that the engine reads at startup has changed; models on screen are loaded again. */
  renew(): void {
    void this.flow.renew(this.view.isVisible);
    for (const flow of this.experiments.flows) void flow.renew(this.experiments.isVisible(flow));
  }

  /** Shows the view, with the selection as the prompt. */
  async focus(): Promise<void> {
    const editor = this.parts.editors.current;
    if (editor && editor.selections.some((selection) => !selection.isEmpty))
      this.flow.setPrompt(readPrompt(editor));
    await commands.executeCommand(`${viewTypes.steering}.focus`);
  }

  promptFromEditor(flow: SteeringFlow): void {
    flow.setPrompt(readPrompt(this.#editor('take a prompt from')));
  }

  /** @throws BabelscopeError `result-gone` if there is no text or no editor, or it is read-only */
  async insert(run = this.#shown(), side: 'plain' | 'steered' = 'steered'): Promise<void> {
    const { text } = run.state[side];
    if (text === '')
      throw new BabelscopeError('result-gone', 'There is no text to insert yet. Generate some first.');
    await insertBehind(this.#editor('insert into'), text);
  }

  async compare(run = this.#shown()): Promise<void> {
    await this.#documents.compare(run.state);
  }

  /** The versions recorded in results. */
  get versions(): { babelscope: string; onnxruntime: string } {
    const { version, dependencies } = this.parts.context.extension.packageJSON as {
      version: string;
      dependencies: Record<string, string>;
    };
    return { babelscope: version, onnxruntime: dependencies['onnxruntime-node'] };
  }

  async save(flow = this.active, run = this.#shown(flow)): Promise<void> {
    const { versions } = this;
    const name = await saveExperiment(run, versions, this.experiments.fileOf(flow));
    if (name) showBriefly('check', `Saved ${name}`);
  }

  /** Does what the user asked for; a popup says why it cannot be done. */
  async attempt(act: () => void | Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      const failure = toFailure(error);
      this.parts.log.warn(`${failure.code}: ${failure.message}`);
      notify(
        failure,
        steeringActionsFor(failure.code).filter((action) => action !== steerAgain),
      );
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  get #flows(): SteeringFlow[] {
    return [this.flow, ...this.experiments.flows];
  }

  #editor(what: string) {
    const editor = this.parts.editors.current;
    if (editor) return editor;
    throw new BabelscopeError('empty-selection', `No text is open to ${what}. Open a file and try again.`);
  }

  #shown(flow = this.active): Run {
    const { run } = flow.snapshot;
    if (run) return flow.run(run.id);
    throw new BabelscopeError('result-gone', 'There is no run yet. Generate one in the Steering view.');
  }

  #showState({ snapshot }: SteeringFlow): void {
    if (this.#hasRun || !snapshot.run) return;
    this.#hasRun = true;
    void commands.executeCommand('setContext', contextKeys.steered, true);
  }
}
