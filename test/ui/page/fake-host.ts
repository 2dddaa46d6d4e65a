import type { Page } from 'playwright-core';
import { connect, type Handlers, type Methods, type Parsers, type Peer } from '../../../src/rpc/rpc';
import { decode, encode } from './wire';

/** A call of the page. */
export interface Called {
  method: string;
  request: unknown;
}

/** What stands in the page in place of VS Code, on its window. */
interface Installed {
  calls: Called[];
  state: unknown;
  violations: string[];
}

/** The little of a browser that is used in the page; the tests are type-checked without it. */
interface PageGlobals {
  postMessage(message: unknown, origin: string): void;
  addEventListener(type: string, listener: (event: Record<string, string>) => void): void;
  /** Of the test. */
  toHost(message: string): Promise<void>;
}

/** Runs in the page before its own script. It is sent as text, so it uses nothing but what it is given. */
function install(wire: { encode: typeof encode; decode: typeof decode }, start: { state?: unknown }): void {
  const page = globalThis as unknown as PageGlobals;
  const host: Installed = { calls: [], state: start.state, violations: [] };
  page.addEventListener('securitypolicyviolation', (event) =>
    host.violations.push(`${event['violatedDirective']} ${event['blockedURI']} ${event['sample']}`),
  );
  Object.assign(globalThis, {
    fakeHost: Object.assign(host, {
      decode: wire.decode,
      receive: (message: string) => page.postMessage(wire.decode(message), '*'),
    }),
    acquireVsCodeApi: () => ({
      postMessage: (message: { kind: string } & Called) => {
        // What crosses the real seam is cloned, so that a page cannot keep hold of the host's objects.
        const { method, request } = structuredClone(message);
        if (message.kind === 'call') host.calls.push({ method, request });
        void page.toHost(wire.encode(message));
      },
      getState: () => host.state,
      setState: (state: unknown) => (host.state = structuredClone(state)),
    }),
  });
}

/** A page's declaration, as a host needs it. */
export interface Hosted<Host extends Methods<Host>> {
  name: string;
  parsers: Parsers<Host>;
}

/** A page in a browser, and its host: the real seam, with the real checks, to handlers of the test. */
export class HostedPage<Remote extends Methods<Remote> = Record<never, never>> {
  private constructor(
    readonly page: Page,
    /** Calls the page's own methods. */
    readonly peer: Peer<Remote>,
  ) {}

  /** @param state what an earlier page left in VS Code's state */
  static async in<Host extends Methods<Host>, Remote extends Methods<Remote>>(
    page: Page,
    { parsers }: Hosted<Host>,
    handlers: Handlers<Host>,
    state?: unknown,
  ): Promise<HostedPage<Remote>> {
    let receive: ((message: unknown) => void) | undefined;
    await page.exposeFunction('toHost', (message: string) => receive?.(decode(message)));
    const wire = `{ encode: ${encode.toString()}, decode: ${decode.toString()} }`;
    await page.addInitScript(`(${install.toString()})(${wire}, ${JSON.stringify({ state })})`);
    const peer = connect<Remote, Host>(
      {
        // A page that is gone hears nothing.
        post: (message) => void page.evaluate(received(message)).catch(() => undefined),
        listen: (listener) => {
          receive = listener;
          return () => (receive = undefined);
        },
      },
      handlers,
      parsers,
    );
    return new HostedPage(page, peer);
  }

  /** Every call of the page so far, in order. */
  async called(): Promise<Called[]> {
    return decode(await this.page.evaluate<string>(`(${encode.toString()})(fakeHost.calls)`)) as Called[];
  }

  /** What the page asked with a method, every time. */
  async calls(method: string): Promise<unknown[]> {
    return (await this.called()).filter((call) => call.method === method).map(({ request }) => request);
  }

  /** What the page left in VS Code's state. */
  state(): Promise<unknown> {
    return this.page.evaluate('fakeHost.state');
  }

  /** What no page may do: break its security policy, or draw a control of the toolkit without the toolkit. */
  faults(): Promise<string[]> {
    return this.page.evaluate<string[]>(`(() => {
      const undefinedIn = (root) => [...root.querySelectorAll('*')].flatMap((each) => [
        ...(each.localName.startsWith('vscode-') && !each.matches(':defined') ? [each.localName + ' is not defined'] : []),
        ...(each.shadowRoot ? undefinedIn(each.shadowRoot) : []),
      ]);
      return [...fakeHost.violations, ...undefinedIn(document)];
    })()`);
  }
}

/** Has the page receive a message. */
function received(message: unknown): string {
  return `fakeHost.receive(${JSON.stringify(encode(message))})`;
}
