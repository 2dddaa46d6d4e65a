import {
  type SteeringHostMethods,
  steeringPage,
  type SteeringPageMethods,
  type SteeringSnapshot,
} from '../../../src/protocol/steering-page';
import { BabelscopeError } from '../../../src/rpc/failure';
import type { Handlers } from '../../../src/rpc/rpc';
import type { OpenOptions, PageBrowser } from './browser';
import type { HostedPage } from './fake-host';
import { sampleSteering } from './steering-sample';

/** The host of a steering page, which generates nothing of itself: tests show what it would. */
export class SteeringHost {
  /** When set, `generate` fails with this sentence. */
  refusal = '';
  /** When set, `generate` is not answered: its run goes on. */
  silent = false;
  #unseen = false;
  #hosted: HostedPage<SteeringPageMethods> | undefined;

  private constructor(private snapshot: SteeringSnapshot) {}

  /** @param change laid over a snapshot with a run */
  static async open(
    browser: Pick<PageBrowser, 'open'>,
    change: Partial<SteeringSnapshot> = {},
    options: OpenOptions = {},
  ): Promise<{ host: SteeringHost; hosted: HostedPage<SteeringPageMethods> }> {
    const host = new SteeringHost(sampleSteering(change));
    const hosted = await browser.open<SteeringHostMethods, SteeringPageMethods>(
      steeringPage,
      host.#handlers,
      options,
    );
    host.#hosted = hosted;
    return { host, hosted };
  }

  show(change: Partial<SteeringSnapshot>): Promise<void> | undefined {
    this.snapshot = { ...this.snapshot, ...change };
    this.#unseen = false;
    return this.#hosted?.peer.call('show', this.snapshot);
  }

  /** A change that passes the page's next call on the way: the page hears of it before that call's answer. */
  changeUnseen(change: Partial<SteeringSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...change };
    this.#unseen = true;
  }

  get #handlers(): Handlers<SteeringHostMethods> {
    const done = () => {
      if (this.#unseen) void this.show({});
    };
    // As the host does: choices that it has changed since are not taken.
    const take = ({ version }: { version: number }) => {
      const taken = version === this.snapshot.choicesVersion;
      done();
      return taken;
    };
    return {
      ready: () => this.snapshot,
      change: take,
      generate: (request) => {
        if (this.silent) return new Promise<never>(() => undefined);
        if (this.refusal) throw new BabelscopeError('prompt-empty', this.refusal);
        return take(request);
      },
      stop: done,
      promptFromEditor: done,
      showRun: done,
      clearHistory: done,
      insert: done,
      compare: done,
      save: done,
      runAction: done,
    };
  }
}
