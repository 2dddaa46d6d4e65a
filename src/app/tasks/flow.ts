import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Supervisor } from '../../client/supervisor';
import type { ModelReference } from '../../model/reference';
import { BabelscopeError, type Failure, toFailure } from '../../rpc/failure';
import type { CallOptions, Progress } from '../../rpc/rpc';
import { type Pace, paceOf } from '../../view/pace';
import { askEngine } from './ask-engine';
import { analysisOf, percentOf, resultOf, type RunRecord } from './record';
import { isUnderWay, type RunStore } from './store';

export interface RunFlowOptions {
  /** Processes used for long runs only, so a run's forward pass never delays an inspection. */
  engine: Pick<Supervisor, 'call' | 'stop'>;
  store: RunStore;
  /** A run started, progressed or ended. */
  changed(): void;
  log(line: string): void;
  /** Milliseconds between two records of a run's progress, which also mark it as alive. */
  noteEvery?: number;
}

/** What the user requests. */
export type RunPlan = Pick<RunRecord, 'model' | 'asked' | 'texts'>;

/** A run of this window. */
export interface ActiveRun {
  record: RunRecord;
  /** What is being processed now, e.g. a language. */
  note: string;
  pace: Pace | undefined;
  /** The run ends after the current forward pass. */
  ending: 'pause' | 'discard' | undefined;
}

export type Outcome =
  /** `warnings`: sentences for the user to read. */
  | { ended: 'done'; file: string; warnings: string[] }
  /** `kept`: what is on the disk, in a sentence; `soFar`: a file with the partial result, if there is one. */
  | { ended: 'paused'; kept: string; soFar?: string }
  | { ended: 'discarded' }
  | { ended: 'failed'; failure: Failure };

const usualNotes = 10_000;

interface Running extends ActiveRun {
  stop: AbortController;
  ended: Promise<unknown>;
}

/** The course of long runs, independent of the editor: one at a time per model, across all windows. */
export class RunFlow {
  readonly #running = new Map<string, Running>();
  /**
   * Runs whose final state could not be saved, by id: on a full disk their files still say that they are
   * running.
   */
  readonly #unkept = new Map<string, RunRecord>();
  readonly #options: RunFlowOptions;

  constructor(options: RunFlowOptions) {
    this.#options = options;
  }

  get active(): ActiveRun[] {
    return [...this.#running.values()];
  }

  /** The run's latest progress, if this window is running it. */
  latest(record: RunRecord): RunRecord {
    const run = this.#running.get(record.model.folder);
    return run?.record.id === record.id ? run.record : record;
  }

  /** @throws BabelscopeError `run-under-way` if this window already has a run of the model */
  expectFree(model: ModelReference): void {
    if (this.#running.has(model.folder)) throw underWay(model);
  }

  /** Runs not in progress anywhere: paused, failed or interrupted; newest first. */
  async unfinished(): Promise<RunRecord[]> {
    const all = await this.#all();
    return all.filter((record) => !isUnderWay(record)).sort((one, other) => other.beat - one.beat);
  }

  /**
   * Starts a run. Settles when it has ended, however it ended.
   * @throws BabelscopeError `run-under-way`, or `storage-unwritable` if it cannot be saved
   */
  async start(plan: RunPlan): Promise<Outcome> {
    const kept: RunRecord = {
      ...plan,
      ...{ id: randomUUID(), done: 0, total: 0, offered: false },
      ...ours(),
    };
    return this.#run(kept);
  }

  /** Resumes an unfinished run; otherwise like `start`. */
  async resume(record: RunRecord): Promise<Outcome> {
    return this.#run({ ...record, ...ours(), failure: undefined, offered: true });
  }

  /** Ends the run after its current forward pass and keeps what it has counted. */
  async pause({ model }: Pick<RunRecord, 'model'>): Promise<void> {
    await this.#end(model, 'pause');
  }

  /** Ends the run if it is in progress, and deletes what it has counted. */
  async discard(record: RunRecord): Promise<void> {
    if (this.#running.get(record.model.folder)?.record.id === record.id)
      await this.#end(record.model, 'discard');
    else await this.#options.store.discard(record);
    this.#options.changed();
  }

  /** The interrupted runs that the user was not asked about yet; they count as asked about from now on. */
  async unoffered(): Promise<RunRecord[]> {
    const interrupted = (await this.unfinished()).filter(
      ({ state, offered }) => state === 'running' && !offered,
    );
    for (const record of interrupted) await this.#options.store.keep({ ...record, offered: true });
    return interrupted;
  }

  async #all(): Promise<RunRecord[]> {
    const all = await this.#options.store.all();
    return all.map((record) => this.#unkept.get(record.id) ?? record);
  }

  async #run(record: RunRecord): Promise<Outcome> {
    const { model } = record;
    this.expectFree(model);
    const run: ActiveRun = { record, note: '', pace: undefined, ending: undefined };
    const stop = new AbortController();
    const outcome = this.#alone(run, stop.signal);
    this.#running.set(model.folder, Object.assign(run, { stop, ended: outcome.catch(() => undefined) }));
    return outcome;
  }

  /** Runs, unless another window has a run of the model. */
  async #alone(run: ActiveRun, stop: AbortSignal): Promise<Outcome> {
    const { record } = run;
    const { model } = record;
    try {
      const others = await this.#all();
      if (others.some((other) => other.model.folder === model.folder && isUnderWay(other)))
        throw underWay(model);
      await this.#options.store.keep(record);
      this.#unkept.delete(record.id);
      this.#options.changed();
      return await this.#called(run, stop);
    } finally {
      this.#running.delete(model.folder);
      // Do not keep a model loaded for a run that has ended.
      this.#options.engine.stop(model);
      this.#options.changed();
    }
  }

  async #called(run: ActiveRun, stop: AbortSignal): Promise<Outcome> {
    const { engine, store, log } = this.#options;
    const paced = paceOf();
    let noting = Promise.resolve();
    // Keep recording even without progress: a forward pass can take minutes, and other windows must not
    // consider the run dead.
    const timer = setInterval(() => {
      run.record = { ...run.record, beat: Date.now() };
      const { record } = run;
      // A disk that is full now may have room again by the time it matters.
      noting = noting.then(() => store.keep(record)).catch((error: unknown) => log(toFailure(error).message));
    }, this.#options.noteEvery ?? usualNotes);
    const onProgress = (progress: Progress) => {
      run.note = progress.note ?? '';
      run.pace = paced(progress);
      run.record = { ...run.record, done: progress.done, total: progress.total };
      this.#options.changed();
    };
    try {
      const warnings = await asking(engine, run.record, { stop, onProgress }).finally(() => {
        clearInterval(timer);
        // A record written later would bring the run back.
        return noting;
      });
      await store.forget(run.record);
      return { ended: 'done', file: resultOf(run.record), warnings };
    } catch (error) {
      return this.#unfinished(run, toFailure(error));
    }
  }

  async #unfinished(run: ActiveRun, failure: Failure): Promise<Outcome> {
    const { store, log } = this.#options;
    if (run.ending === 'discard') {
      await store.discard(run.record);
      return { ended: 'discarded' };
    }
    const paused = run.ending === 'pause' || failure.code === 'cancelled';
    log(`${resultOf(run.record)}: ${paused ? `paused at ${percentOf(run.record)} %` : failure.message}`);
    const record: RunRecord = {
      ...run.record,
      state: paused ? 'paused' : 'failed',
      failure: paused ? undefined : failure.message,
      beat: Date.now(),
    };
    await store.keep(record).catch((error: unknown) => {
      log(toFailure(error).message);
      this.#unkept.set(record.id, record);
    });
    run.record = record;
    if (!paused) return { ended: 'failed', failure };
    const soFar = analysisOf(record).soFar?.(resultOf(record));
    const isThere = soFar !== undefined && (await stat(soFar).catch(() => undefined)) !== undefined;
    return { ended: 'paused', kept: failure.message, ...(isThere && { soFar }) };
  }

  async #end(model: ModelReference, how: 'pause' | 'discard'): Promise<void> {
    const run = this.#running.get(model.folder);
    if (!run) return;
    run.ending = how;
    run.stop.abort();
    this.#options.changed();
    await run.ended;
  }
}

/** @returns sentences for the user to read */
async function asking(
  engine: RunFlowOptions['engine'],
  record: RunRecord,
  options: CallOptions,
): Promise<string[]> {
  const { beganAnew } = analysisOf(record);
  const answer = await askEngine(engine, record.model, record.asked, options);
  return record.done > 0 && beganAnew?.(answer) ? [startedAnew, ...answer.warnings] : answer.warnings;
}

const startedAnew = 'A text or the model had changed since the run was interrupted, so it began anew.';

function ours(): Pick<RunRecord, 'state' | 'owner' | 'beat'> {
  return { state: 'running', owner: process.pid, beat: Date.now() };
}

function underWay({ name }: ModelReference): BabelscopeError {
  return new BabelscopeError(
    'run-under-way',
    `A run of ${name} is already under way. Wait for it, or pause it from the status bar, and start again.`,
  );
}
