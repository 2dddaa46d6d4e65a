import type { Failure } from '../../src/rpc/failure';
import { toFailure } from '../../src/rpc/failure';
import type { Peer } from '../../src/rpc/rpc';
import { connect } from '../../src/rpc/rpc';
import type {
  Answer,
  SteeringHostMethods,
  SteeringPageMethods,
  SteeringRun,
  SteeringSnapshot,
} from '../../src/protocol/steering-page';
import type { SteeringChoices } from '../../src/steering/choices';
import type { VsCodeApi } from '../kit/rpc';
import { hostChannel } from '../kit/rpc';
import { spokenEnd } from './answer-facts';
import type { Disclosure, Navigation } from './navigation';
import { restoreNavigation, withDisclosure } from './navigation';

/** Milliseconds without a further edit after which a new strength is tried. */
const calm = 300;

export interface SteeringState {
  snapshot: SteeringSnapshot | undefined;
  /** The page's own copy, which its controls edit; undefined until the host has told the first. */
  choices: SteeringChoices | undefined;
  navigation: Navigation;
  /** The host has been asked for a run and has not shown one yet. */
  asked: boolean;
  /** Why the last call came to nothing. */
  refusal: Failure | undefined;
  /** What a screen reader is told. */
  spoken: string;
}

/** One change of the choices, of nothing but what it is given: it is applied again where the host's have become others. */
type Edit = (choices: SteeringChoices) => SteeringChoices;

export function isUnderWay(run: SteeringRun | undefined): boolean {
  const busy = ({ state }: Answer) => state === 'waiting' || state === 'streaming';
  return run !== undefined && (busy(run.plain) || busy(run.steered));
}

/** The page's state: the host's last snapshot, the choices being edited, and what is open. */
export class SteeringStore {
  state: SteeringState;
  private readonly host: Peer<SteeringHostMethods>;
  private timer: number | undefined;
  private rerun = false;
  /** What the page's choices have that the host's are not known to have, oldest first. */
  private edits: Edit[] = [];
  /** Choices have been sent to the host, which has not answered yet. */
  private telling = false;
  private request = 0;
  /** The run that was shown when another was asked for. */
  private beside: number | undefined;

  constructor(
    private readonly api: VsCodeApi<Navigation>,
    private readonly changed: (state: SteeringState) => void,
  ) {
    this.state = {
      snapshot: undefined,
      choices: undefined,
      navigation: restoreNavigation(api.getState()),
      asked: false,
      refusal: undefined,
      spoken: '',
    };
    this.host = connect<SteeringHostMethods, SteeringPageMethods>(hostChannel(api), {
      show: (snapshot) => this.show(snapshot),
    });
  }

  /** Tells the host that the page is there and shows what it answers. */
  async start(): Promise<void> {
    try {
      this.show(await this.host.call('ready', null));
    } catch (error) {
      this.set({ refusal: toFailure(error) });
    }
  }

  /**
   * Takes edited choices over and lets the host keep them: at once, since a page that is hidden is gone without a word.
   * With `rerun`, what was run once soon runs again.
   */
  edit(change: Edit, rerun = false): void {
    const { choices } = this.state;
    const next = choices && change(choices);
    // Controls also tell of what the page itself has set in them.
    if (!next || next === choices) return;
    this.edits.push(change);
    this.set({ choices: next });
    this.rerun ||= rerun && this.state.snapshot?.run !== undefined;
    this.keepUp();
    if (this.rerun) this.rerunSoon();
  }

  generate = (): void => {
    const { choices, snapshot } = this.state;
    if (!choices || !snapshot) return;
    this.send();
    clearTimeout(this.timer);
    this.rerun = false;
    const request = ++this.request;
    const version = snapshot.choicesVersion;
    this.beside = snapshot.run?.id;
    this.set({ asked: true, refusal: undefined });
    this.host
      .call('generate', { choices, version })
      .then((taken) => {
        // The host's choices have become others on the way, and the page's with them: those are meant now.
        if (!taken && this.state.snapshot?.choicesVersion !== version) this.generate();
      })
      .catch((error: unknown) => this.refuse(error))
      .finally(() => {
        if (request === this.request) this.set({ asked: false });
      });
  };

  stop = (): void => this.tell('stop', null);
  promptFromEditor = (): void => this.tell('promptFromEditor', null);
  showRun = (id: number): void => this.tell('showRun', { id });
  clearHistory = (): void => this.tell('clearHistory', null);
  runAction = (id: string): void => this.tell('runAction', { id });

  insert(side: 'plain' | 'steered'): void {
    const { run } = this.state.snapshot ?? {};
    if (run) this.tell('insert', { run: run.id, side });
  }

  compare = (): void => {
    const { run } = this.state.snapshot ?? {};
    if (run) this.tell('compare', { run: run.id });
  };

  save = (): void => {
    const { run } = this.state.snapshot ?? {};
    if (run) this.tell('save', { run: run.id });
  };

  disclose(name: Disclosure, open: boolean): void {
    const navigation = withDisclosure(this.state.navigation, name, open);
    this.api.setState(navigation);
    this.set({ navigation });
  }

  say(spoken: string): void {
    this.set({ spoken });
  }

  private show(next: SteeringSnapshot): void {
    const before = this.state.snapshot;
    const snapshot = { ...next, run: next.run && sameGenerations(before?.run, next.run) };
    if (before?.choicesVersion !== snapshot.choicesVersion) {
      if (snapshot.choicesFrom === 'person') this.forget();
      this.set({ choices: this.edits.reduce((choices, edit) => edit(choices), snapshot.choices) });
      this.keepUp();
      if (this.rerun) this.rerunSoon();
    }
    const was = isUnderWay(before?.run);
    const is = isUnderWay(snapshot.run);
    const begun = is && snapshot.run?.id !== this.beside;
    this.set({ snapshot, ...(begun && { asked: false, refusal: undefined }) });
    if (!before) return;
    if (is && !(was && before.run?.id === snapshot.run?.id)) this.say('Generating.');
    else if (was && !is && snapshot.run) this.say(spokenEnd(snapshot.run));
  }

  private rerunSoon(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(this.generate, calm);
  }

  /** A slider changes faster than the host answers: the latest unsent choices are sent after the answer. */
  private keepUp(): void {
    if (!this.telling) this.send();
  }

  /** Lets the host keep what was edited. Its answer comes before whatever it changes later itself. */
  private send(): void {
    const { choices, snapshot } = this.state;
    if (!choices || !snapshot || this.edits.length === 0) return;
    const version = snapshot.choicesVersion;
    const sent = new Set(this.edits);
    this.telling = true;
    this.set({ refusal: undefined });
    this.host
      .call('change', { choices, version })
      .then((taken) => {
        this.telling = false;
        // Where they were not taken, others are on their way, or have come.
        if (!taken && this.state.snapshot?.choicesVersion === version) return;
        if (taken) this.edits = this.edits.filter((edit) => !sent.has(edit));
        this.keepUp();
      })
      .catch((error: unknown) => {
        this.telling = false;
        this.refuse(error);
      });
  }

  private forget(): void {
    clearTimeout(this.timer);
    this.rerun = false;
    this.edits = [];
  }

  private tell<K extends keyof SteeringHostMethods>(
    method: K,
    request: Parameters<SteeringHostMethods[K]>[0],
  ): void {
    // What was edited before is to be known first.
    this.send();
    this.set({ refusal: undefined });
    this.host.call(method, request as never).catch((error: unknown) => this.refuse(error));
  }

  private refuse(error: unknown): void {
    const refusal = toFailure(error);
    if (refusal.code !== 'cancelled') this.set({ refusal });
  }

  private set(change: Partial<SteeringState>): void {
    this.state = { ...this.state, ...change };
    this.changed(this.state);
  }
}

/** A finished generation never changes: keeping the object keeps what was drawn from it. */
function sameGenerations(before: SteeringRun | undefined, run: SteeringRun): SteeringRun {
  if (before?.id !== run.id) return run;
  const keep = (old: Answer, now: Answer): Answer =>
    old.generation && now.generation && old.text === now.text ? { ...now, generation: old.generation } : now;
  return { ...run, plain: keep(before.plain, run.plain), steered: keep(before.steered, run.steered) };
}
