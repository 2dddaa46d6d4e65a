import type { Supervisor } from '../../client/supervisor';
import type { ModelReference } from '../../model/reference';
import type { OpenModel } from '../../protocol/engine';
import type { Thresholds } from '../../lape/thresholds';
import { BabelscopeError, type Failure, toFailure } from '../../rpc/failure';
import type { SteeringOptions } from '../../steering/options';
import type { SteeringChoices } from '../../steering/choices';
import type { SteeringSnapshot } from '../../protocol/steering-page';
import type { WrittenIn } from '../../text/written-in';
import { steeringActionsFor } from '../failure-actions';
import { choicesForOther, choicesWithin, chosenAlready, firstChoices, noChoices } from './choices';
import { Run, type RunSetting } from './run';

/** Choices, and the identity of the model they were made for. */
export interface RememberedChoices {
  model: string;
  choices: SteeringChoices;
}

export interface SteeringFlowOptions {
  engine: Pick<Supervisor, 'open' | 'call'>;
  /** The model to use, resolved again for every run; rejects with a coded failure. */
  model(): Promise<ModelReference>;
  /** Currently in force; a run keeps those it was made with. */
  thresholds(): Thresholds;
  /** Which of the candidates a text is written in. */
  writtenIn(text: string, candidates: readonly string[]): Promise<WrittenIn | undefined>;
  /** Something in the snapshot changed. During generation, called at most every `pace` milliseconds. */
  changed(): void;
  log(line: string): void;
  /** The choices of last time. */
  remembered?: RememberedChoices;
  /** Stores the current choices. */
  remember?(choices: RememberedChoices): void;
  /** A saved experiment: the file's name, and the run in it or the reason it has none. */
  experiment?: { name: string } & ({ run: Run } | { failure: Failure });
  pace?: number;
}

interface Loaded {
  reference: ModelReference;
  opened: OpenModel;
  options: SteeringOptions;
}

/** How many runs are kept besides the one shown. */
const longestHistory = 20;

/**
 * The course of steering, independent of the editor. The newest run wins and ends any other with its partial
 * result. A failure of one side does not affect the other, and the text so far stays.
 */
export class SteeringFlow {
  readonly #options: SteeringFlowOptions;
  #model: ModelReference | undefined;
  #loaded: Loaded | undefined;
  #loading: Promise<Loaded> | undefined;
  #failure: Failure | undefined;
  /** What is wrong with the experiment's file; only another file can fix it. */
  readonly #broken: Failure | undefined;
  #choices: SteeringChoices;
  /** Identity of the model that the choices are for; undefined before the first choice. */
  #chosenFor: string | undefined;
  #choicesVersion = 0;
  #choicesFrom: SteeringSnapshot['choicesFrom'] = 'person';
  /** Newest first; includes the one shown. */
  #runs: Run[] = [];
  #shown: Run | undefined;
  /** The newest, while it is in progress. */
  #current: Run | undefined;
  #lastId = 0;
  /**
   * Incremented by every `generate` and `stop`: a call that was waiting for the model compares it to find out
   * that it was superseded.
   */
  #turn = 0;
  #told = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: SteeringFlowOptions) {
    this.#options = options;
    const { remembered, experiment } = options;
    const saved = experiment && 'run' in experiment ? experiment.run : undefined;
    this.#choices = saved?.state.choices ?? remembered?.choices ?? noChoices;
    this.#chosenFor = saved?.setting.model.identity ?? remembered?.model;
    if (experiment && 'failure' in experiment) this.#failure = this.#broken = experiment.failure;
    if (!saved) return;
    this.#runs = [saved];
    this.#shown = saved;
    this.#lastId = saved.state.id;
  }

  get snapshot(): SteeringSnapshot {
    const failure = this.#failure ?? withoutLanguages(this.#loaded);
    return {
      experiment: this.#options.experiment?.name,
      model: this.#loaded?.opened.name,
      options: this.#loaded?.options,
      failure: failure && { ...failure, actions: steeringActionsFor(failure.code) },
      loading: this.#loading !== undefined,
      choices: this.#choices,
      choicesVersion: this.#choicesVersion,
      choicesFrom: this.#choicesFrom,
      run: this.#shown?.state,
      history: this.#runs.filter((run) => run !== this.#shown).map((run) => run.summary),
    };
  }

  /** The model that the last run used, or tried to use. */
  get model(): ModelReference | undefined {
    return this.#model;
  }

  /** What the model in use turned out to be, once it was loaded. */
  get opened(): OpenModel | undefined {
    return this.#loaded?.opened;
  }

  /** Loads the model, so the first run finds it warm. */
  async load(): Promise<SteeringOptions | undefined> {
    try {
      return (await this.#load()).options;
    } catch {
      return undefined;
    }
  }

  /** Forgets the model because its settings changed; `again` loads the current one. */
  async renew(again: boolean): Promise<void> {
    this.#loaded = undefined;
    this.#loading = undefined;
    this.#failure = this.#broken;
    this.#tell();
    if (again) await this.load();
  }

  /**
   * @param version that the edit started from
   * @returns whether they were accepted: false if the choices have changed since
   */
  change(choices: SteeringChoices, version = this.#choicesVersion): boolean {
    if (version !== this.#choicesVersion) return false;
    this.#choices = choices;
    this.#remember();
    return true;
  }

  /** Sets a prompt that comes from outside the page. */
  setPrompt(prompt: string): void {
    this.#show({ ...this.#choices, prompt });
  }

  /** Sets neurons picked outside the page, to be ablated individually. */
  setNeurons(neurons: SteeringChoices['neurons']): void {
    this.#show({ ...this.#choices, method: 'neurons', neurons });
  }

  /**
   * Runs plain and steered side by side. Settles when both have ended.
   *
   * @returns whether the choices were accepted, as for `change`
   */
  async generate(choices: SteeringChoices, version = this.#choicesVersion): Promise<boolean> {
    if (!this.change(choices, version)) return false;
    this.#leave();
    const turn = ++this.#turn;
    let loaded;
    try {
      loaded = await this.#load();
    } catch {
      return true;
    }
    if (turn !== this.#turn || this.#disposed) return true;
    const { reference, opened, options } = loaded;
    const setting: RunSetting = {
      model: opened,
      languages: options.languages,
      thresholds: this.#options.thresholds(),
      date: new Date().toISOString(),
    };
    // A model that finished loading in the meantime may have set choices of its own.
    const fitting = version === this.#choicesVersion ? choices : this.#choices;
    const run = new Run(++this.#lastId, fitting, setting);
    this.#current = this.#shown = run;
    this.#runs = [run, ...this.#runs].slice(0, longestHistory + 1);
    this.#tell();
    const { engine, writtenIn, log } = this.#options;
    await run.generate({
      engine,
      reference,
      writtenIn,
      log,
      changed: (atOnce) => this.#report(atOnce),
    });
    if (this.#current === run) this.#current = undefined;
    return true;
  }

  /** Ends the run with its partial result; one that is waiting for the model does not start. */
  stop(): void {
    this.#turn++;
    this.#current?.stop();
  }

  /** Retries what failed: the loading of the model, or the run. */
  async again(): Promise<void> {
    if (this.#failure || !this.#shown) await this.load();
    else await this.generate(this.#shown.state.choices);
  }

  showRun(id: number): void {
    const run = this.run(id);
    this.#shown = run;
    this.#show(run.state.choices);
  }

  clearHistory(): void {
    this.#runs = this.#runs.filter((run) => run === this.#shown || run === this.#current);
    this.#tell();
  }

  /** A run from the list. @throws BabelscopeError `result-gone` */
  run(id: number): Run {
    const run = this.#runs.find(({ state }) => state.id === id);
    if (run) return run;
    throw new BabelscopeError('result-gone', 'This run is no longer there. Generate again.');
  }

  dispose(): void {
    this.#disposed = true;
    this.#turn++;
    this.#current?.abort();
    clearTimeout(this.#timer);
  }

  /** Ends the current run. If it has no token yet, it is removed. */
  #leave(): void {
    const run = this.#current;
    this.#current = undefined;
    if (!run) return;
    if (!run.isEmpty) return run.stop();
    run.abort();
    this.#runs = this.#runs.filter((other) => other !== run);
    if (this.#shown === run) this.#shown = this.#runs[0];
  }

  #load(): Promise<Loaded> {
    if (this.#broken) return Promise.reject(new BabelscopeError(this.#broken.code, this.#broken.message));
    if (this.#loading) return this.#loading;
    const loading = this.#open().then(
      (loaded) => {
        if (this.#loading !== loading) return loaded;
        this.#loading = undefined;
        this.#failure = undefined;
        if (this.#loaded !== loaded) this.#adopt(loaded);
        return loaded;
      },
      (error: unknown) => {
        if (this.#loading === loading) {
          this.#loading = undefined;
          this.#loaded = undefined;
          this.#failure = toFailure(error);
          this.#options.log(`${this.#failure.code}: ${this.#failure.message}`);
          this.#tell();
        }
        throw error;
      },
    );
    this.#loading = loading;
    // Asking a running engine takes only a moment, so no progress is shown.
    if (this.#loaded) this.#timer ??= setTimeout(() => this.#tell(), 100);
    else this.#tell();
    return loading;
  }

  async #open(): Promise<Loaded> {
    const { engine } = this.#options;
    const reference = await this.#options.model();
    this.#model = reference;
    const opened = await engine.open(reference);
    // An engine describes its model once, so the same description means the same engine, which can still
    // steer.
    if (this.#loaded?.opened === opened) return this.#loaded;
    return { reference, opened, options: await engine.call(reference, 'steering', null) };
  }

  #adopt(loaded: Loaded): void {
    const { options, opened } = loaded;
    this.#loaded = loaded;
    const before = this.#choices;
    const same = this.#chosenFor === opened.identity;
    if (same) this.#choices = choicesWithin(options, before);
    else if (this.#chosenFor === undefined)
      this.#choices = choicesWithin(options, { ...firstChoices(options), ...chosenAlready(before) });
    // A saved experiment is shown as it was, whatever model is in use now.
    else if (!this.#options.experiment) this.#choices = choicesForOther(options, before);
    this.#chosenFor = opened.identity;
    if (JSON.stringify(before) !== JSON.stringify(this.#choices)) this.#becomeOthers('model');
    this.#tell();
  }

  /** Sets choices that the page must adopt. */
  #show(choices: SteeringChoices): void {
    this.#choices = choices;
    this.#becomeOthers('person');
    this.#remember();
    this.#tell();
  }

  #becomeOthers(from: SteeringSnapshot['choicesFrom']): void {
    this.#choicesVersion++;
    this.#choicesFrom = from;
  }

  #remember(): void {
    if (this.#chosenFor !== undefined)
      this.#options.remember?.({ model: this.#chosenFor, choices: this.#choices });
  }

  #report(atOnce: boolean): void {
    const due = this.#told + (this.#options.pace ?? 33) - performance.now();
    if (atOnce || due <= 0) this.#tell();
    else this.#timer ??= setTimeout(() => this.#tell(), due);
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#disposed) return;
    this.#told = performance.now();
    this.#options.changed();
  }
}

/**
 * A model without an atlas can still be used for single neurons, but the user is told why no languages are
 * offered.
 */
function withoutLanguages(loaded: Loaded | undefined): Failure | undefined {
  if (!loaded || loaded.options.languages.length > 0) return undefined;
  return {
    code: 'atlas-missing',
    message: `${loaded.opened.name} has no neuron atlas yet, so its languages cannot be steered. Find its language neurons, or choose an atlas or another model.`,
  };
}
