import type { Disposable } from 'vscode';
import { type Failure, toFailure } from '../../rpc/failure';
import type {
  AtlasSummary,
  NeuronDetail,
  ReportSettings,
  ReportSnapshot,
  ReportStability,
} from '../../protocol/report-page';
import type { Progress } from '../../rpc/rpc';
import { actionsFor } from '../../app/failure-actions';
import type { Analyst, AtlasSource } from '../../app/report/analyst';
import type { ContextPlace } from '../../app/report/contexts';

export interface ReportOptions {
  name: string;
  /** Returns the file's path, or its bytes; called once. */
  source: () => Promise<AtlasSource>;
  start: () => Analyst;
  settings: ReportSettings;
  /** Whether an atlas's model is the one in use. */
  steerable: (atlas: AtlasSummary) => boolean;
  changed: () => void;
}

/** One open atlas: its thread, and what its page shows. */
export class Report implements Disposable {
  readonly #analyst: Analyst;
  #stabilityAnalyst: Analyst | undefined;
  #atlas: AtlasSummary | undefined;
  #other: AtlasSummary | undefined;
  #failure: Failure | undefined;
  #stability: { settings: string; result: ReportStability } | undefined;
  /** The contexts last shown, which a page may ask to open. */
  #contexts: { layer: number; index: number; places: ContextPlace[] } | undefined;
  #version = 0;

  constructor(private readonly options: ReportOptions) {
    this.#analyst = options.start();
    void this.#open();
  }

  get snapshot(): ReportSnapshot {
    const { name, settings, steerable } = this.options;
    const failure = this.#failure;
    return {
      file: name,
      atlas: this.#atlas,
      failure: failure && {
        ...failure,
        actions: actionsFor(failure.code).filter(({ id }) => id.endsWith('showLog')),
      },
      settings,
      other: this.#other,
      steerable: this.#atlas !== undefined && steerable(this.#atlas),
      version: this.#version,
    };
  }

  get analyst(): Pick<Analyst, 'call'> {
    return this.#analyst;
  }

  async neuron(request: { settings: ReportSettings; layer: number; index: number }): Promise<NeuronDetail> {
    const { neuron, mean, contexts, without } = await this.#analyst.call('neuron', request);
    this.#contexts = { layer: request.layer, index: request.index, places: contexts };
    return {
      neuron,
      mean,
      contexts: contexts.map(({ path: _, start: _start, ...shown }) => shown),
      withoutContexts: without,
    };
  }

  /** Where one of the contexts last shown is. */
  contextOf({
    layer,
    index,
    context,
  }: {
    layer: number;
    index: number;
    context: number;
  }): ContextPlace | undefined {
    const shown = this.#contexts;
    return shown?.layer === layer && shown.index === index ? shown.places[context] : undefined;
  }

  /** In its own thread, so sliders stay responsive. A newer call aborts an older one. */
  async stability(
    settings: ReportSettings,
    progress: (value: Progress<ReportStability>) => void,
    signal: AbortSignal,
  ): Promise<ReportStability> {
    this.#stabilityAnalyst?.dispose();
    const analyst = (this.#stabilityAnalyst = this.options.start());
    const end = () => analyst.dispose();
    signal.addEventListener('abort', end);
    try {
      await analyst.call('open', await this.options.source());
      const result = await analyst.call('stability', settings, { onProgress: progress });
      this.#stability = { settings: JSON.stringify(settings), result };
      return result;
    } finally {
      signal.removeEventListener('abort', end);
      analyst.dispose();
    }
  }

  /** @throws BabelscopeError why the other atlas cannot be compared; the previous comparison then stays */
  async compare(source: AtlasSource | null): Promise<void> {
    this.#other = (await this.#analyst.call('compare', source)) ?? undefined;
    this.#changed();
  }

  /** @returns a file of the report as bytes */
  file(format: 'csv' | 'json' | 'safetensors', settings: ReportSettings, version: string) {
    const known = this.#stability;
    const stability = known?.settings === JSON.stringify(settings) ? known.result : undefined;
    const request = { format, settings, version, file: this.options.name };
    return this.#analyst.call('file', { ...request, ...(stability && { stability }) });
  }

  /** The file has changed: it was counted again, or exists now. The compared atlas stays. */
  reload(): Promise<void> {
    return this.#open();
  }

  /** Another model is in use now. */
  renew(): void {
    this.options.changed();
  }

  dispose(): void {
    this.#analyst.dispose();
    this.#stabilityAnalyst?.dispose();
  }

  async #open(): Promise<void> {
    try {
      this.#atlas = await this.#analyst.call('open', await this.options.source());
      this.#failure = undefined;
    } catch (error) {
      this.#atlas = undefined;
      this.#failure = toFailure(error);
    }
    this.#changed();
  }

  #changed(): void {
    this.#version++;
    this.options.changed();
  }
}
