import type { Failure } from '../../src/rpc/failure';
import { toFailure } from '../../src/rpc/failure';
import type { Peer } from '../../src/rpc/rpc';
import { connect } from '../../src/rpc/rpc';
import type {
  SweepExample,
  SweepHostMethods,
  SweepPageMethods,
  SweepSnapshot,
} from '../../src/protocol/sweep-page';
import type { ExportFormat } from '../../src/protocol/webview';
import type { VsCodeApi } from '../kit/rpc';
import { hostChannel } from '../kit/rpc';
import type { Pair } from './lines';
import { bestLine, bestOfEach, ownSettings } from './lines';

export const metrics = ['success', 'score', 'fluency'] as const;
export type Metric = (typeof metrics)[number];

/** What a reader has chosen; kept while the page is hidden. */
export interface Navigation {
  metric: Metric;
  /** A setting's name, or `bestOfEach`. */
  setting: string;
  /** undefined: all pairs. */
  pair: Pair | undefined;
}

export interface SweepState {
  snapshot: SweepSnapshot | undefined;
  navigation: Navigation;
  /** Of the chosen setting on the chosen pair; undefined while they are fetched. */
  examples: SweepExample[] | undefined;
  refusal: Failure | undefined;
}

const start: Navigation = { metric: 'success', setting: bestOfEach, pair: undefined };

/** The page's state: the host's snapshot, what is chosen, and the examples of it. */
export class SweepStore {
  state: SweepState;
  private readonly host: Peer<SweepHostMethods>;
  private request = 0;

  constructor(
    private readonly api: VsCodeApi<Partial<Navigation>>,
    private readonly changed: (state: SweepState) => void,
  ) {
    this.state = {
      snapshot: undefined,
      navigation: restored(api.getState()),
      examples: undefined,
      refusal: undefined,
    };
    this.host = connect<SweepHostMethods, SweepPageMethods>(hostChannel(api), {
      show: (snapshot) => this.show(snapshot),
    });
  }

  async start(): Promise<void> {
    try {
      this.show(await this.host.call('ready', null));
    } catch (error) {
      this.set({ refusal: toFailure(error) });
    }
  }

  choose(change: Partial<Navigation>): void {
    const navigation = { ...this.state.navigation, ...change };
    this.api.setState(navigation);
    this.set({ navigation });
    if ('setting' in change || 'pair' in change) void this.fetch();
  }

  async save(format: ExportFormat, picture?: Uint8Array): Promise<void> {
    try {
      await this.host.call('save', picture ? { format, picture } : { format });
    } catch (error) {
      this.set({ refusal: toFailure(error) });
    }
  }

  /** The setting whose examples are shown: where each pair has its own best, that of the pair or of all. */
  exampleSetting(): string | undefined {
    const { snapshot, navigation } = this.state;
    if (!snapshot?.sweep) return undefined;
    const { setting, pair } = navigation;
    if (setting !== bestOfEach) return setting;
    return (bestLine(snapshot.sweep, pair)?.setting ?? ownSettings(snapshot.sweep).at(0)?.name) || undefined;
  }

  private show(snapshot: SweepSnapshot): void {
    const { sweep } = snapshot;
    const { navigation } = this.state;
    const known =
      navigation.setting === bestOfEach || sweep?.settings.some(({ name }) => name === navigation.setting);
    this.set({ snapshot, navigation: known ? navigation : start });
    void this.fetch();
  }

  private async fetch(): Promise<void> {
    const request = ++this.request;
    const setting = this.exampleSetting();
    if (setting === undefined) return;
    const [source, target] = this.state.navigation.pair ?? [null, null];
    try {
      const examples = await this.host.call('examples', { setting, source, target });
      if (request === this.request) this.set({ examples });
    } catch (error) {
      this.set({ refusal: toFailure(error) });
    }
  }

  private set(change: Partial<SweepState>): void {
    this.state = { ...this.state, ...change };
    this.changed(this.state);
  }
}

/** What an earlier page left may be of an earlier version. */
function restored(state: Partial<Navigation> | undefined): Navigation {
  const { metric, setting, pair } = state ?? {};
  return {
    metric: metrics.find((name) => name === metric) ?? start.metric,
    setting: typeof setting === 'string' ? setting : start.setting,
    pair: Array.isArray(pair) && pair.length === 2 ? [String(pair[0]), String(pair[1])] : undefined,
  };
}
