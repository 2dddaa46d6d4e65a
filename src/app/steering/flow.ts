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

/** Choices, and the identity of the model that they were made for. */
export interface RememberedChoices {
  model: string;
  choices: SteeringChoices;
}

export interface SteeringFlowOptions {
  engine: Pick<Supervisor, 'open' | 'call'>;
  /** The model to use, resolved anew for every run; rejects with a coded failure. */
  model(): Promise<ModelReference>;
  /** In force now; a run keeps those it was made with. */
  thresholds(): Thresholds;
  /** Which of the languages a text is in. */
  writtenIn(text: string, candidates: readonly string[]): Promise<WrittenIn | undefined>;
  /** Something in the snapshot changed. While tokens come, at most every `pace` milliseconds. */
  changed(): void;
  log(line: string): void;
  /** What was chosen the last time. */
  remembered?: RememberedChoices;
  /** Keeps what is chosen. */
  remember?(choices: RememberedChoices): void;
  /** A saved experiment: the file's name, and the run in it or why there is none. */
  experiment?: { name: string } & ({ run: Run } | { failure: Failure });
  pace?: number;
}

interface Loaded {
  reference: ModelReference;
  opened: OpenModel;
  options: SteeringOptions;
}

/** Runs that are kept beside the one shown. */
const longestHistory = 20;

/**
 * The course of steering, without an editor: the newest run wins, what ran before ends with what it has; a failure of
 * one side leaves the other, and the text so far stays.
 */
export class SteeringFlow {
  readonly #options: SteeringFlowOptions;
  #model: ModelReference | undefined;
  #loaded: Loaded | undefined;
  #loading: Promise<Loaded> | undefined;
  #failure: Failure | undefined;
  /** What is wrong with the experiment's file: nothing mends it but another file. */
  readonly #broken: Failure | undefined;
  #choices: SteeringChoices;
  /** Identity of the model that the choices are for; undefined before anything was chosen. */
  #chosenFor: string | undefined;
  #choicesVersion = 0;
  #choicesFrom: SteeringSnapshot['choicesFrom'] = 'person';
  /** Newest first, the one shown among them. */
  #runs: Run[] = [];
  #shown: Run | undefined;
  /** The newest, while it is under way. */
  #current: Run | undefined;
  #lastId = 0;
  /** Goes up with every `generate` and `stop`: whoever waited for the model meanwhile is not wanted any more. */
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

  /** The model that the last run used, or tried to. */
  get model(): ModelReference | undefined {
    return this.#model;
  }

  /** What the model in use turned out to be, once it was loaded. */
  get opened(): OpenModel | undefined {
    return this.#loaded?.opened;
  }

  /** Loads the model, so that a first run finds it warm. */
  async load(): Promise<SteeringOptions | undefined> {
    try {
      return (await this.#load()).options;
    } catch {
      return undefined;
    }
  }

  /** Forgets the model, whose settings have changed; `again` loads the one in force now. */
  async renew(again: boolean): Promise<void> {
    this.#loaded = undefined;
    this.#loading = undefined;
    this.#failure = this.#broken;
    this.#tell();
    if (again) await this.load();
  }

  /**
   * @param version that they were edited from
   * @returns whether they were taken: not where the choices are others by now
   */
  change(choices: SteeringChoices, version = this.#choicesVersion): boolean {
    if (version !== this.#choicesVersion) return false;
    this.#choices = choices;
    this.#remember();
    return true;
  }

  /** A prompt from elsewhere than the page. */
  setPrompt(prompt: string): void {
    this.#show({ ...this.#choices, prompt });
  }

  /** Neurons picked elsewhere, to be switched off one by one. */
  setNeurons(neurons: SteeringChoices['neurons']): void {
    this.#show({ ...this.#choices, method: 'neurons', neurons });
  }

  /**
   * Runs plain and steered side by side. Settles when both have ended.
   *
   * @returns whether the choices were taken, as by `change`
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
    // A model that has loaded meanwhile may have brought choices of its own.
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

  /** Ends the run with what it has; one that waits for the model does not begin. */
  stop(): void {
    this.#turn++;
    this.#current?.stop();
  }

  /** Does again what failed: the loading of the model, or the run. */
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

  /** A run of the list. @throws BabelscopeError `result-gone` */
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

  /** Ends the run under way. One that has no token yet leaves nothing behind. */
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
    // Asking an engine that runs takes a moment, of which nothing need be told.
    if (this.#loaded) this.#timer ??= setTimeout(() => this.#tell(), 100);
    else this.#tell();
    return loading;
  }

  async #open(): Promise<Loaded> {
    const { engine } = this.#options;
    const reference = await this.#options.model();
    this.#model = reference;
    const opened = await engine.open(reference);
    // One engine tells of its model once: the same description is the same engine, which still knows how to steer.
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

  /** Choices that the page has to take over. */
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

/** A model without an atlas can be used, for single neurons; why there are no languages is said all the same. */
function withoutLanguages(loaded: Loaded | undefined): Failure | undefined {
  if (!loaded || loaded.options.languages.length > 0) return undefined;
  return {
    code: 'atlas-missing',
    message: `${loaded.opened.name} has no neuron atlas yet, so its languages cannot be steered. Find its language neurons, or choose an atlas or another model.`,
  };
}
