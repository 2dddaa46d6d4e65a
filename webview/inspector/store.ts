import type { TokenDetail } from '../../src/protocol/engine';
import { toFailure } from '../../src/rpc/failure';
import type { Peer } from '../../src/rpc/rpc';
import { connect } from '../../src/rpc/rpc';
import type {
  ExportFormat,
  InspectorHostMethods,
  InspectorPageMethods,
  InspectorSnapshot,
} from '../../src/protocol/webview';
import type { VsCodeApi } from '../kit/rpc';
import { hostChannel } from '../kit/rpc';
import type { Navigation } from './navigation';
import { enterInspection, restoreNavigation, toggleLanguage } from './navigation';

/** How many neurons and next tokens the detail shows; the table keeps room for them while they load. */
export const detailRows = 8;

/** What is known about the chosen token; while another one loads, the last stays. */
export interface DetailState {
  loading: boolean;
  detail: TokenDetail | undefined;
  error: string | undefined;
}

/** A run shorter than this changes nothing on the page until its result: no flicker while following a selection. */
const patience = 250;

export interface InspectorState {
  /** A run has been under way long enough to say so. */
  slow: boolean;
  snapshot: InspectorSnapshot | undefined;
  navigation: Navigation;
  detail: DetailState;
}

/** What the host keeps and the page switches. */
type Switches = Pick<InspectorSnapshot, 'follow' | 'paint'>;

const noDetail: DetailState = { loading: false, detail: undefined, error: undefined };

/** The page's state: the host's last snapshot and the reader's navigation. The page draws nothing else. */
export class InspectorStore {
  state: InspectorState;
  private readonly host: Peer<InspectorHostMethods>;
  private slowTimer: number | undefined;
  private detailCall: AbortController | undefined;
  /** Switched here, and not yet shown so by the host. */
  private switched: Partial<Switches> = {};

  constructor(
    private readonly api: VsCodeApi<Navigation>,
    private readonly changed: (state: InspectorState) => void,
  ) {
    this.state = {
      slow: false,
      snapshot: undefined,
      navigation: restoreNavigation(api.getState()),
      detail: noDetail,
    };
    this.host = connect<InspectorHostMethods, InspectorPageMethods>(hostChannel(api), {
      show: (snapshot) => this.show(snapshot),
      highlight: ({ inspection, token }) => {
        if (token >= 0 && this.state.snapshot?.result?.inspection.id === inspection) this.goTo(token);
      },
    });
  }

  /** Tells the host that the page is there and shows what it answers. */
  async start(): Promise<void> {
    try {
      this.show(await this.host.call('ready', null));
      const { hidden } = this.state.navigation;
      if (hidden.length > 0) await this.host.call('setHidden', { languages: hidden });
    } catch (error) {
      this.set({ detail: { ...noDetail, error: toFailure(error).message } });
    }
  }

  /** Chooses a token and shows it in the editor; with `focus` the editor takes the keyboard. */
  choose(token: number, focus: boolean): void {
    const inspection = this.inspectionId;
    if (inspection === undefined) return;
    this.goTo(token);
    this.tell('revealToken', { inspection, token, focus });
  }

  toggleLanguage(tag: string): void {
    const { navigation, snapshot } = this.state;
    const hidden = toggleLanguage(snapshot?.result?.inspection.languages ?? [], navigation.hidden, tag);
    this.navigate({ ...navigation, hidden });
    this.tell('setHidden', { languages: hidden });
  }

  setFollow = (on: boolean): void => this.turn('setFollow', { follow: on }, on);
  setPaint = (on: boolean): void => this.turn('setPaint', { paint: on }, on);
  inspect = (): void => this.tell('inspect', null);
  cancel = (): void => this.tell('cancel', null);
  runAction = (id: string): void => this.tell('runAction', { id });

  copyTable(): void {
    if (this.inspectionId !== undefined) this.tell('copyTable', { inspection: this.inspectionId });
  }

  save(format: ExportFormat, picture?: Uint8Array): void {
    if (this.inspectionId !== undefined)
      this.tell('save', { inspection: this.inspectionId, format, ...(picture && { picture }) });
  }

  private get inspectionId(): number | undefined {
    return this.state.snapshot?.result?.inspection.id;
  }

  /** Shows at once, so the next click refers to what is visible, even if an older snapshot is on its way. */
  private turn(method: 'setFollow' | 'setPaint', change: Partial<Switches>, on: boolean): void {
    const { snapshot } = this.state;
    if (!snapshot) return;
    this.switched = { ...this.switched, ...change };
    this.set({ snapshot: { ...snapshot, ...change } });
    this.tell(method, { on });
  }

  private withSwitched(told: InspectorSnapshot): InspectorSnapshot {
    const { follow, paint } = this.switched;
    this.switched = {
      ...(follow !== undefined && follow !== told.follow && { follow }),
      ...(paint !== undefined && paint !== told.paint && { paint }),
    };
    return { ...told, ...this.switched };
  }

  private show(told: InspectorSnapshot): void {
    const snapshot = this.withSwitched(told);
    const before = this.state.snapshot?.result;
    const { result, working } = snapshot;
    if (!working) {
      clearTimeout(this.slowTimer);
      this.slowTimer = undefined;
      this.set({ slow: false });
    } else if (!result) this.set({ slow: true });
    else this.slowTimer ??= window.setTimeout(() => this.set({ slow: true }), patience);
    if (!result) return this.set({ snapshot, detail: noDetail });
    if (before?.inspection.id === result.inspection.id) {
      // Progress and toggles resend the same result: keeping the object keeps what was drawn from it.
      return this.set({ snapshot: { ...snapshot, result: before } });
    }
    this.set({ snapshot });
    this.navigate(enterInspection(this.state.navigation, result.inspection, result.texts));
    void this.loadDetail();
  }

  private goTo(token: number): void {
    const { navigation } = this.state;
    if (navigation.token === token) return;
    this.navigate({ ...navigation, token });
    void this.loadDetail();
  }

  private navigate(navigation: Navigation): void {
    this.api.setState(navigation);
    this.set({ navigation });
  }

  /** The newest request wins: an older one is cancelled, and a late answer to it is dropped. */
  private async loadDetail(): Promise<void> {
    this.detailCall?.abort();
    const call = (this.detailCall = new AbortController());
    const { inspection, token } = this.state.navigation;
    if (token < 0) return this.set({ detail: noDetail });
    this.set({ detail: { ...this.state.detail, loading: true, error: undefined } });
    try {
      const request = { inspection, token };
      const detail = await this.host.call('tokenDetail', request, { signal: call.signal });
      if (this.detailCall === call) this.set({ detail: { loading: false, detail, error: undefined } });
    } catch (error) {
      if (this.detailCall !== call) return;
      this.set({ detail: { loading: false, detail: undefined, error: toFailure(error).message } });
    }
  }

  /** Calls that need no answer here: the host shows its own failures. */
  private tell<K extends keyof InspectorHostMethods>(
    method: K,
    request: Parameters<InspectorHostMethods[K]>[0],
  ): void {
    this.host
      .call(method, request as never)
      .catch((error: unknown) => console.error(toFailure(error).message));
  }

  private set(change: Partial<InspectorState>): void {
    this.state = { ...this.state, ...change };
    this.changed(this.state);
  }
}
