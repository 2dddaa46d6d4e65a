import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commands, ProgressLocation, Uri } from 'vscode';
import { showInformation, showProgress, showWarning } from '../dialogs';
import { writeAtomically } from '../../files/atomic';
import { encodeSweep, type Sweep } from '../../files/sweep';
import {
  encodeSweepDefinition,
  readSweepDefinition,
  type SweepDefinition,
} from '../../files/sweep-definition';
import { openSweepFolder, type SweepFolder } from '../../files/sweep-folder';
import { putAside } from '../../files/sealed';
import { textAt } from '../../files/whole';
import type { ModelReference } from '../../model/reference';
import { BabelscopeError, toFailure } from '../../rpc/failure';
import { planSweep, type SweepRun } from '../../steering/sweep';
import { runSweep } from '../../steering/sweep-run';
import { formatCount } from '../../view/format';
import { paceOf, timeLeft } from '../../view/pace';
import { commandIds, viewTypes } from '../identifiers';
import { writeFile } from '../saveFile';
import { readSettings } from '../settings';
import type { Steering } from '../steering/steering';

const definitionFile = 'definition.json';
/** Bytes of what a sweep is to go over: its prompts, above all. */
const largestDefinition = 1 << 26;

/** Tokens of a continuation. */
export const sweepTokens = 24;

/** How long a sweep that was cancelled may go on with what it is at, in milliseconds. */
const patience = 10_000;

/** A sweep that was begun and has not been finished. */
export interface Unfinished {
  folder: string;
  definition: SweepDefinition;
}

/** The sweep that runs in this window, and those that were ended before they were done. */
export class SweepJobs {
  #running = false;

  constructor(private readonly steering: Steering) {}

  get isRunning(): boolean {
    return this.#running;
  }

  /** Where sweeps are kept while they run: with the workspace, where there is one. */
  get #home(): string {
    const { storageUri, globalStorageUri } = this.steering.parts.context;
    return join((storageUri ?? globalStorageUri).fsPath, 'sweeps');
  }

  async unfinished(model: string): Promise<Unfinished[]> {
    const names = await readdir(this.#home).catch(() => []);
    const all = await Promise.all(
      names.map(async (name) => {
        const folder = join(this.#home, name);
        const content = await textAt(join(folder, definitionFile), largestDefinition);
        const definition = content === undefined ? undefined : readSweepDefinition(content);
        if (definition === 'damaged') {
          await this.#putAside(join(folder, definitionFile));
          return [];
        }
        return definition?.model === model ? [{ folder, definition }] : [];
      }),
    );
    return all.flat();
  }

  /** Keeps what a sweep is to go over, so that it can be gone on with after a crash of anything. */
  async begin(definition: SweepDefinition): Promise<Unfinished> {
    const content = JSON.stringify(definition);
    const folder = join(this.#home, createHash('sha256').update(content).digest('hex').slice(0, 16));
    await mkdir(folder, { recursive: true });
    await writeAtomically(join(folder, definitionFile), encodeSweepDefinition(definition));
    return { folder, definition };
  }

  /** Its rows stay where they are: the same sweep finds them. */
  async #putAside(file: string): Promise<void> {
    const aside = await putAside(file);
    if (aside === undefined) return;
    void showWarning(
      `What was kept of an unfinished sweep is damaged (${aside}). Start the sweep again with the same choices: its runs are kept.`,
    );
  }

  async drop({ folder }: Unfinished): Promise<void> {
    await rm(folder, { recursive: true, force: true });
  }

  /** Runs a sweep to its end, or until a person has enough of it, and opens what came of it. */
  async run(job: Unfinished, model: ModelReference): Promise<void> {
    if (this.#running)
      throw new BabelscopeError('cancelled', 'A sweep is running already. Wait for it, or cancel it.');
    this.#running = true;
    const next = await this.#run(job, model).finally(() => (this.#running = false));
    // Only now: a person may answer late, or by the command that starts the next sweep.
    await next();
  }

  /** @returns what is to be done once nothing runs any more */
  async #run(job: Unfinished, model: ModelReference): Promise<() => Promise<void>> {
    const { engine, log } = this.steering.parts;
    const { definition, folder } = job;
    const opened = await engine.open(model);
    const options = await engine.call(model, 'steering', null);
    const { thresholds } = readSettings();
    const { maxTokens, prompts, pairs, settings, seed } = definition;
    const sampling = { ...options.sampling, seed };
    const plan = planSweep(prompts, pairs, settings, options);
    const kept = await openSweepFolder(join(folder, 'runs'), {
      model: opened.identity,
      maxTokens,
      sampling,
      thresholds,
    });
    if (kept.damage !== undefined) log.warn(kept.damage);
    const result = (): Sweep => ({
      versions: this.steering.versions,
      date: new Date().toISOString(),
      model: { name: opened.name, identity: opened.identity },
      thresholds,
      sampling,
      maxTokens,
      pairs,
      settings,
      planned: plan.length,
      rows: plan.flatMap(({ id }) => kept.rows.get(id) ?? []),
    });
    try {
      await this.#make(plan, kept, options.languages, { model, sampling, maxTokens });
    } catch (error) {
      const failure = toFailure(error);
      log.warn(`${failure.code}: ${failure.message}`);
      const why = failure.code === 'cancelled' ? undefined : failure.message;
      return () => this.#ended(why, plan, kept, job, result);
    } finally {
      await kept.close();
    }
    return async () => {
      await show(definition.file, result());
      await this.drop(job);
    };
  }

  async #make(
    plan: readonly SweepRun[],
    kept: SweepFolder,
    languages: readonly string[],
    how: Pick<Sweep, 'sampling' | 'maxTokens'> & { model: ModelReference },
  ): Promise<void> {
    const { engine } = this.steering.parts;
    const progressing = {
      location: ProgressLocation.Notification,
      cancellable: true,
      title: 'Steering sweep',
    };
    await showProgress(progressing, async (progress, cancellation) => {
      const [ending, givingUp] = [new AbortController(), new AbortController()];
      let late: NodeJS.Timeout | undefined;
      cancellation.onCancellationRequested(() => {
        ending.abort();
        // What is being made is soon done, or too much to wait for.
        late = setTimeout(() => givingUp.abort(), patience);
        progress.report({ message: 'stopping after what is being computed' });
      });
      const paced = paceOf();
      let shown = 0;
      await runSweep(
        plan,
        kept,
        {
          trials: (request, options) => engine.call(how.model, 'trials', request, options),
          identify: (text) => this.steering.identifier.writtenIn(text, languages),
          sampling: how.sampling,
          maxTokens: how.maxTokens,
          stop: ending.signal,
          signal: givingUp.signal,
        },
        (done) => {
          const pace = paced({ done, total: plan.length });
          const left = pace ? ` · ${timeLeft(pace.left)} left` : '';
          const message = `${formatCount(done)} of ${formatCount(plan.length)} runs${left}`;
          progress.report({ message, increment: (100 * (done - shown)) / plan.length });
          shown = done;
        },
      ).finally(() => clearTimeout(late));
    });
  }

  async #ended(
    why: string | undefined,
    plan: readonly SweepRun[],
    kept: SweepFolder,
    job: Unfinished,
    result: () => Sweep,
  ): Promise<void> {
    const done = plan.filter(({ id }) => kept.rows.has(id)).length;
    const amount = `${formatCount(done)} of ${formatCount(plan.length)} runs are kept.`;
    const [goOn, showSoFar] = ['Go On…', 'Show What There Is'];
    const answer = await showWarning(
      why === undefined ? `The sweep was ended: ${amount}` : `${why} ${amount}`,
      goOn,
      ...(done > 0 ? [showSoFar] : []),
    );
    // The question stays while a person goes on with the sweep otherwise, and may be answered after its end.
    const { file, model } = job.definition;
    const over = !(await this.unfinished(model)).some(({ folder }) => folder === job.folder);
    if (answer !== undefined && over)
      void showInformation(`This sweep is done: ${file.split('/').pop() ?? file}.`);
    else if (answer === goOn) await commands.executeCommand(commandIds.runSweep);
    else if (answer === showSoFar) await show(file, result());
  }
}

/** Writes a sweep and opens it. */
async function show(file: string, sweep: Sweep): Promise<void> {
  const uri = Uri.parse(file);
  await writeFile(uri, encodeSweep(sweep));
  await commands.executeCommand('vscode.openWith', uri, viewTypes.experiment);
}
