import { basename, join } from 'node:path';
import {
  commands,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  ProgressLocation,
  Uri,
} from 'vscode';
import { showInformation, showProgress, showWarning } from '../dialogs';
import { Engine } from '../engine';
import { commandIds, type CommandId, contextKeys } from '../../app/identifiers';
import { atlasKey } from '../models';
import type { CountedCorpora } from '../report/counted';
import { LanguageIdentifier } from '../../app/identifier/identifier';
import { type ActiveRun, type Outcome, RunFlow, type RunPlan } from '../../app/tasks/flow';
import { analysisOf, percentOf, type RunRecord, titleOf } from '../../app/tasks/record';
import { RunStatusItem } from './statusItem';
import { RunStore } from '../../app/tasks/store';
import { lossOf, progressWords } from '../../app/tasks/words';

/** Long runs in the editor: their progress, and the message and buttons when they end. */
export class Runs implements Disposable {
  readonly flow: RunFlow;
  readonly identifier: LanguageIdentifier;
  /**
   * A separate process per model: one forward pass of a run can take minutes, and inspections must not wait.
   */
  readonly #engine: Engine;
  readonly #status = new RunStatusItem();
  #running = false;
  readonly #reports = new Map<string, (run: ActiveRun) => void>();

  constructor(
    readonly context: ExtensionContext,
    private readonly log: LogOutputChannel,
    private readonly corpora: CountedCorpora,
  ) {
    this.#engine = new Engine(context, log, () => undefined);
    this.identifier = new LanguageIdentifier(context.extensionPath, (detail) => log.warn(detail));
    this.flow = new RunFlow({
      engine: this.#engine,
      store: new RunStore(join(this.storage, 'runs'), (sentence) => {
        log.warn(sentence);
        void showWarning(sentence);
      }),
      changed: () => this.#show(),
      log: (line) => log.warn(line),
    });
  }

  /** A folder of our own. */
  get storage(): string {
    return this.context.globalStorageUri.fsPath;
  }

  /**
   * Starts a run and shows its progress. Settles when it has ended. @throws BabelscopeError why it cannot
   * start
   */
  async start(plan: RunPlan): Promise<Outcome> {
    return this.#watch(plan, () => this.flow.start(plan));
  }

  async resume(record: RunRecord): Promise<Outcome> {
    return this.#watch(record, () => this.flow.resume(record));
  }

  /** Discards a run's work once the user has confirmed; it keeps running meanwhile. */
  async discard(record: RunRecord): Promise<void> {
    const answer = await showWarning(
      `Discard ${titleOf(record)}?`,
      { modal: true, detail: lossOf(this.flow.latest(record)) },
      discard,
    );
    if (answer === discard) await this.flow.discard(record);
  }

  /** Offers, once and unobtrusively, to resume a run that a closed window or a crash interrupted. */
  async offer(): Promise<void> {
    for (const record of await this.flow.unoffered()) {
      const question = `Babelscope was ${titleOf(record)} when it was interrupted, at ${percentOf(record)} %.`;
      void showInformation(question, resume, discard).then((answer) => {
        if (answer === resume) return this.#again(record);
        if (answer === discard) return this.discard(record);
        return undefined;
      });
    }
  }

  dispose(): void {
    this.#status.dispose();
    this.identifier.dispose();
    this.#engine.dispose();
  }

  async #watch(plan: RunPlan, run: () => Promise<Outcome>): Promise<Outcome> {
    const title = `Babelscope is ${titleOf(plan)}`;
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    const outcome = await showProgress(options, (progress, token) => {
      let shown = 0;
      const { folder } = plan.model;
      this.#reports.set(folder, (active) => {
        const percent = percentOf(active.record);
        progress.report({ message: progressWords(active), increment: Math.max(0, percent - shown) });
        shown = Math.max(shown, percent);
      });
      // Closing a notification never discards work.
      token.onCancellationRequested(() => void this.flow.pause(plan));
      return run().finally(() => this.#reports.delete(folder));
    });
    void this.#conclude(plan, outcome);
    return outcome;
  }

  /** The run's outcome, and the likeliest next steps. */
  async #conclude(plan: RunPlan, outcome: Outcome): Promise<void> {
    if (outcome.ended === 'discarded') return;
    if (outcome.ended === 'done') return this.#concludeDone(plan, outcome);
    const record = (await this.flow.unfinished()).find(({ model }) => model.folder === plan.model.folder);
    if (!record) return;
    const soFar = outcome.ended === 'paused' ? outcome.soFar : undefined;
    const answer =
      outcome.ended === 'failed'
        ? await showWarning(
            `${outcome.failure.message} What was kept before is still there.`,
            resume,
            discard,
            showLog,
          )
        : await showInformation(
            `Paused ${titleOf(record)} at ${percentOf(record)} %. ${outcome.kept}`,
            resume,
            ...(soFar === undefined ? [] : [showSoFar]),
            discard,
          );
    if (answer === showSoFar && soFar !== undefined)
      await commands.executeCommand('vscode.open', Uri.file(soFar));
    else if (answer === resume) await this.#again(record);
    else if (answer === discard) await this.discard(record);
    else if (answer === showLog) this.log.show(true);
  }

  async #concludeDone(plan: RunPlan, { file, warnings }: Outcome & { ended: 'done' }): Promise<void> {
    const { asked, model } = plan;
    for (const warning of warnings) this.log.warn(warning);
    if (asked.method === 'count') this.corpora.add(asked.request.corpora.flatMap(({ files }) => files));
    const analysis = analysisOf(plan);
    const done = `${analysis.done(model.name)}: ${basename(file)}.`;
    const [first] = warnings;
    const more = warnings.length > 1 ? ` The log has ${warnings.length - 1} more notes.` : '';
    const note = first === undefined ? '' : ` ${first}${more}`;
    const answer = await showInformation(
      done + note,
      ...(analysis.result.isFoundAtModel ? [openReport, use] : [openResult]),
      ...(warnings.length > 1 ? [showLog] : []),
    );
    if (answer === openReport || answer === openResult)
      await commands.executeCommand('vscode.open', Uri.file(file));
    else if (answer === use) await run(commandIds.useAtlas, Uri.file(file), atlasKey(model));
    else if (answer === showLog) this.log.show(true);
  }

  /** Goes through the command, because nobody awaits this and the command shows failures. */
  async #again({ id }: RunRecord): Promise<void> {
    await run(commandIds.resumeRun, id);
  }

  #show(): void {
    const { active } = this.flow;
    this.#status.show(active);
    const running = active.length > 0;
    if (running !== this.#running) void commands.executeCommand('setContext', contextKeys.running, running);
    this.#running = running;
    for (const each of active) this.#reports.get(each.record.model.folder)?.(each);
  }
}

const resume = 'Resume Run';
const discard = 'Discard';
const showSoFar = 'Show What There Is';
const showLog = 'Show Log';
const openReport = 'Open Report';
const openResult = 'Open Result';
const use = 'Use for This Model';

async function run(command: CommandId, ...parameters: unknown[]): Promise<void> {
  await commands.executeCommand(command, ...parameters);
}
