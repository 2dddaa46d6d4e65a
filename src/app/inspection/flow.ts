import type { Supervisor } from '../../client/supervisor';
import type { ModelReference } from '../../model/reference';
import type { Inspection, OpenModel, TokenDetail } from '../../protocol/engine';
import type { Thresholds } from '../../lape/thresholds';
import { BabelscopeError, type Failure, detailOf, toFailure } from '../../rpc/failure';
import type { Progress } from '../../rpc/rpc';
import { Anchors, type Edit, type Passage } from './passage';

export interface InspectionOptions {
  engine: Pick<Supervisor, 'open' | 'call'>;
  /** The model to use, resolved again for every run; rejects with a coded failure. */
  model(): Promise<ModelReference>;
  /** Currently in force; a result keeps those it was made with. */
  thresholds(): Thresholds;
  /**
   * Something in the state changed. Progress is reported at most every `pace` milliseconds, all else at once.
   */
  changed(): void;
  log(line: string): void;
  pace?: number;
}

export interface InspectionResult {
  anchors: Anchors;
  inspection: Inspection;
  model: ModelReference;
  opened: OpenModel;
  thresholds: Thresholds;
}

/** How many neurons and candidates a token's details list. */
const detailTop = 12;

/**
 * The course of inspections, independent of the editor. The newest wins and aborts any other; nothing is
 * queued. A failure or a cancellation keeps the last result, and the next run starts afresh.
 */
export class InspectionFlow {
  #result: InspectionResult | undefined;
  #failure: Failure | undefined;
  #working: Progress | undefined;
  #model: ModelReference | undefined;
  #opened: OpenModel | undefined;
  #run: { abort: AbortController; anchors: Anchors } | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #options: InspectionOptions;

  constructor(options: InspectionOptions) {
    this.#options = options;
  }

  get result(): InspectionResult | undefined {
    return this.#result;
  }

  /** Why the last run gave no result. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Tokens done of total; 0 of 0 while the model loads. */
  get working(): Progress | undefined {
    return this.#working;
  }

  /** The model that the last run used, or tried to use. */
  get model(): ModelReference | undefined {
    return this.#model;
  }

  /** What that model turned out to be, once it was loaded. */
  get opened(): OpenModel | undefined {
    return this.#opened;
  }

  /** The passage being inspected, or the last one inspected. */
  get passage(): Passage | undefined {
    return (this.#run ?? this.#result)?.anchors.passage;
  }

  get stale(): boolean {
    return this.#result?.anchors.stale ?? false;
  }

  /**
   * Inspects the passage instead of whatever is running. Settles when the run has ended, however it ended.
   */
  async inspect(passage: Passage): Promise<void> {
    this.#run?.abort.abort();
    const run = { abort: new AbortController(), anchors: new Anchors(passage) };
    const { signal } = run.abort;
    this.#run = run;
    const quiet = this.#result !== undefined && this.#failure === undefined;
    this.#failure = undefined;
    this.#report({ done: 0, total: 0, note: 'Starting' }, quiet);
    const onProgress = (progress: Progress) => {
      if (this.#run === run) this.#report(progress, true);
    };
    try {
      const model = await this.#options.model();
      signal.throwIfAborted();
      this.#model = model;
      this.#report({ done: 0, total: 0, note: `Loading ${model.name}` }, true);
      const opened = await this.#options.engine.open(model, { signal, onProgress });
      const thresholds = this.#options.thresholds();
      const texts = passage.segments.map((segment) => segment.text);
      const inspection = await this.#options.engine.call(model, 'inspect', { texts }, { signal, onProgress });
      if (this.#run !== run) return;
      this.#opened = opened;
      this.#result = { anchors: run.anchors, inspection, model, opened, thresholds };
      this.#end();
    } catch (error) {
      if (this.#run !== run) return;
      const failure = toFailure(error);
      if (failure.code !== 'cancelled') {
        this.#failure = failure;
        this.#options.log(`${failure.code}: ${failure.message}`);
        const detail = detailOf(error, 'inspecting');
        if (detail !== undefined) this.#options.log(detail);
      }
      this.#end();
    }
  }

  /** Reports why an inspection cannot start; ends the one in progress, since the newest wins. */
  refuse(failure: Failure): void {
    this.#run?.abort.abort();
    this.#failure = failure;
    this.#end();
  }

  /** Stops the run. The last result stays, and a model that was loading keeps loading for the next run. */
  cancel(): void {
    if (!this.#run) return;
    this.#run.abort.abort();
    this.#end();
  }

  /** Applies an edit of a document; `read` as in `Anchors.follow`. */
  edited(uri: string, edits: readonly Edit[], read: (start: number, length: number) => string): void {
    if (this.#run?.anchors.passage.uri === uri) this.#run.anchors.follow(edits, read);
    if (this.#result?.anchors.passage.uri !== uri) return;
    if (this.#result.anchors.follow(edits, read)) this.#options.changed();
  }

  /** @throws BabelscopeError `result-gone` if the inspection is not the one shown. */
  async tokenDetail(inspection: number, token: number, signal?: AbortSignal): Promise<TokenDetail> {
    const { model } = this.shown(inspection, token);
    return this.#options.engine.call(model, 'tokenDetail', { inspection, token, top: detailTop }, { signal });
  }

  /**
   * The result that the page refers to. @throws BabelscopeError `result-gone` if another or none is shown.
   */
  shown(inspection: number, token = 0): InspectionResult {
    const result = this.#result;
    if (result?.inspection.id !== inspection || token >= result.inspection.ids.length)
      throw new BabelscopeError('result-gone', 'This result is no longer there. Inspect the text again.');
    return result;
  }

  dispose(): void {
    this.#run?.abort.abort();
    this.#run = undefined;
    clearTimeout(this.#timer);
  }

  #report(progress: Progress, quiet: boolean): void {
    this.#working = progress;
    if (!quiet) return this.#tell();
    this.#timer ??= setTimeout(() => this.#tell(), this.#options.pace ?? 100);
  }

  #end(): void {
    this.#run = undefined;
    this.#working = undefined;
    this.#tell();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#options.changed();
  }
}
