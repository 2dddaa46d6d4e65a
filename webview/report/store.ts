import type { Failure } from '../../src/rpc/failure';
import { toFailure } from '../../src/rpc/failure';
import type {
  NeuronDetail,
  NeuronQuery,
  NeuronWindow,
  ReportFormat,
  ReportHostMethods,
  ReportPageMethods,
  ReportSelection,
  ReportSettings,
  ReportSnapshot,
  ReportStability,
} from '../../src/protocol/report-page';
import type { Peer } from '../../src/rpc/rpc';
import { connect } from '../../src/rpc/rpc';
import type { VsCodeApi } from '../kit/rpc';
import { hostChannel } from '../kit/rpc';
import { Newest } from './newest';
import type { Navigation, TableOrder } from './navigation';
import { restoreNavigation } from './navigation';

/** Milliseconds without changes before stability is computed again, and up to how many cells unasked. */
const calm = 800;
const smallCells = 1_000_000;

export interface StabilityState {
  /** Of these settings; undefined: none was computed yet. */
  settings: ReportSettings | undefined;
  result: ReportStability | undefined;
  busy: boolean;
  error: string | undefined;
}

export interface ReportState {
  snapshot: ReportSnapshot | undefined;
  navigation: Navigation;
  selection: ReportSelection | undefined;
  window: NeuronWindow | undefined;
  detail: NeuronDetail | undefined;
  stability: StabilityState;
  /** Why the last call came to nothing. */
  refusal: Failure | undefined;
}

const noStability: StabilityState = { settings: undefined, result: undefined, busy: false, error: undefined };

/** The page's state: the host's last snapshot, the reader's navigation, and the newest answers. */
export class ReportStore {
  state: ReportState;
  private readonly host: Peer<ReportHostMethods>;
  private readonly selections: Newest<ReportSettings, ReportSelection>;
  private readonly windows: Newest<NeuronQuery, NeuronWindow>;
  private readonly details: Newest<Parameters<ReportHostMethods['neuron']>[0], NeuronDetail>;
  /** The rows that the table has in view. */
  private view = { from: 0, count: 60 };
  private stabilityTimer: number | undefined;
  private stabilityCall: AbortController | undefined;

  constructor(
    private readonly api: VsCodeApi<Navigation>,
    private readonly changed: (state: ReportState) => void,
  ) {
    this.state = {
      snapshot: undefined,
      navigation: restoreNavigation(api.getState()),
      selection: undefined,
      window: undefined,
      detail: undefined,
      stability: noStability,
      refusal: undefined,
    };
    this.host = connect<ReportHostMethods, ReportPageMethods>(hostChannel(api), {
      show: (snapshot) => this.show(snapshot),
    });
    const refuse = (error: unknown) => this.refuse(error);
    this.selections = new Newest(
      (settings) => this.host.call('select', settings),
      (selection) => this.set({ selection, refusal: undefined }),
      refuse,
    );
    this.windows = new Newest(
      (query) => this.host.call('neurons', query),
      (window) => this.set({ window }),
      refuse,
    );
    this.details = new Newest(
      (request) => this.host.call('neuron', request),
      (detail) => this.set({ detail }),
      refuse,
    );
  }

  /** Tells the host that the page is there and shows what it answers. */
  async start(): Promise<void> {
    try {
      this.show(await this.host.call('ready', null));
    } catch (error) {
      this.refuse(error);
    }
  }

  /** The reader's settings, or those that the host began with. */
  get settings(): ReportSettings | undefined {
    return this.state.navigation.settings ?? this.state.snapshot?.settings;
  }

  edit(change: Partial<ReportSettings>): void {
    const { settings } = this;
    if (!settings) return;
    this.navigate({ settings: { ...settings, ...change } });
    this.ask();
  }

  order(change: Partial<TableOrder>): void {
    this.navigate({ order: { ...this.state.navigation.order, ...change } });
    this.view = { ...this.view, from: 0 };
    this.askWindow();
  }

  /** The table shows these rows now. */
  look(from: number, count: number): void {
    const { window } = this.state;
    this.view = { from, count };
    const inside = window && from >= window.from && from + count <= window.from + window.rows.length;
    const whole = window && window.from + window.rows.length === window.total && from >= window.from;
    if (!inside && !whole) this.askWindow();
  }

  choose(layer: number, index: number): void {
    this.navigate({ neuron: { layer, index } });
    this.askDetail();
  }

  computeStability = (): void => {
    const { settings } = this;
    if (!settings) return;
    clearTimeout(this.stabilityTimer);
    this.stabilityCall?.abort();
    const call = (this.stabilityCall = new AbortController());
    const tell = (change: Partial<StabilityState>) => {
      if (this.stabilityCall === call) this.set({ stability: { ...this.state.stability, ...change } });
    };
    tell({ busy: true, error: undefined });
    this.host
      .call('stability', settings, {
        signal: call.signal,
        onProgress: ({ part }) => part && tell({ result: part, settings }),
      })
      .then((result) => tell({ result, settings, busy: false }))
      .catch((error: unknown) => tell({ busy: false, error: toFailure(error).message }));
  };

  compare = (): void => this.tell('compare', null);
  stopComparing = (): void => this.tell('stopComparing', null);
  runAction = (id: string): void => this.tell('runAction', { id });

  openContext(context: number): void {
    const { neuron } = this.state.navigation;
    if (neuron) this.tell('openContext', { ...neuron, context });
  }

  steer = (): void => {
    const { neuron } = this.state.navigation;
    if (neuron) this.tell('steer', neuron);
  };

  save(format: ReportFormat, picture?: Uint8Array): void {
    const { settings } = this;
    if (settings) this.tell('save', { settings, format, ...(picture && { picture }) });
  }

  private show(snapshot: ReportSnapshot): void {
    const before = this.state.snapshot;
    this.set({ snapshot });
    if (!snapshot.atlas || before?.version === snapshot.version) return;
    this.ask();
    this.askDetail();
  }

  private ask(): void {
    const { settings } = this;
    if (!settings || !this.state.snapshot?.atlas) return;
    this.selections.request(settings);
    this.askWindow();
    if (this.state.navigation.neuron) this.askDetail();
    this.planStability();
  }

  private askWindow(): void {
    const { settings } = this;
    const { atlas } = this.state.snapshot ?? {};
    if (!settings || !atlas) return;
    const { language, ...order } = this.state.navigation.order;
    const from = Math.max(0, this.view.from - 30);
    const count = Math.min(1000, this.view.count + 60);
    this.windows.request({ ...order, language: atlas.languages.indexOf(language), settings, from, count });
  }

  private askDetail(): void {
    const { settings } = this;
    const { neuron } = this.state.navigation;
    const { atlas } = this.state.snapshot ?? {};
    if (!settings || !neuron || !atlas) return;
    if (neuron.layer < atlas.layers && neuron.index < atlas.dMlp)
      this.details.request({ settings, ...neuron });
    else this.navigate({ neuron: undefined });
  }

  /** A large atlas takes long: only when asked. */
  private planStability(): void {
    const { atlas } = this.state.snapshot ?? {};
    if (!atlas || atlas.languages.length * atlas.layers * atlas.dMlp > smallCells) return;
    clearTimeout(this.stabilityTimer);
    this.stabilityTimer = window.setTimeout(this.computeStability, calm);
  }

  private navigate(change: Partial<Navigation>): void {
    const navigation = { ...this.state.navigation, ...change };
    this.api.setState(navigation);
    this.set({ navigation });
  }

  private tell<K extends keyof ReportHostMethods>(
    method: K,
    request: Parameters<ReportHostMethods[K]>[0],
  ): void {
    this.set({ refusal: undefined });
    this.host.call(method, request as never).catch((error: unknown) => this.refuse(error));
  }

  private refuse(error: unknown): void {
    const refusal = toFailure(error);
    if (refusal.code !== 'cancelled') this.set({ refusal });
  }

  private set(change: Partial<ReportState>): void {
    this.state = { ...this.state, ...change };
    this.changed(this.state);
  }
}
