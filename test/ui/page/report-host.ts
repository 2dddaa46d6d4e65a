import type { ReportHostMethods } from '../../../src/protocol/report-page';

/** What a test reads back, on the page's window. */
export interface ReportHost {
  /** Every call of the page, `method` and `request`, in order. */
  calls: { method: keyof ReportHostMethods; request: unknown }[];
  state: unknown;
  violations: string[];
  /** Sends what the host's own `show` would. */
  show(snapshot: string): void;
}

/** The little of a browser that the fake host uses. */
interface PageGlobals {
  postMessage(message: unknown, origin: string): void;
  addEventListener(type: string, listener: (event: Record<string, string>) => void): void;
  /** Of the test: answers a call as JSON. */
  answer(call: string): Promise<string>;
}

/**
 * Runs inside the page before its own script, in place of VS Code and the extension host; the test itself answers.
 * It is sent as text, so it uses nothing from outside itself; the messages are those of `src/protocol/rpc.ts`.
 */
export function installReportHost(start: { state: unknown }): void {
  interface Call {
    kind: string;
    id: number;
    method: keyof ReportHostMethods;
    request: unknown;
  }
  const page = globalThis as unknown as PageGlobals;
  const arrays = { Uint8Array, Uint32Array, Float32Array, Float64Array } as const;
  const decode = (text: string): unknown =>
    JSON.parse(text, (_, each: unknown) => {
      if (typeof each !== 'object' || each === null) return each;
      if ('$number' in each) return Number(each.$number);
      if (!('$typed' in each)) return each;
      const { $typed, values } = each as { $typed: keyof typeof arrays; values: string[] };
      return arrays[$typed].from(values.map(Number));
    });
  const send = (message: unknown) => page.postMessage(message, '*');
  const host: ReportHost = {
    calls: [],
    state: start.state,
    violations: [],
    show(snapshot) {
      send({ kind: 'call', id: 1000 + host.calls.length, method: 'show', request: decode(snapshot) });
    },
  };
  const answer = async ({ id, method, request }: Call) => {
    host.calls.push({ method, request });
    const { value, failure } = decode(await page.answer(JSON.stringify({ method, request }))) as {
      value?: unknown;
      failure?: unknown;
    };
    send(failure ? { kind: 'failure', id, failure } : { kind: 'result', id, value });
  };
  page.addEventListener('securitypolicyviolation', (event) =>
    host.violations.push(`${event['violatedDirective']} ${event['blockedURI']} ${event['sample']}`),
  );
  Object.assign(globalThis, {
    fakeHost: host,
    acquireVsCodeApi: () => ({
      postMessage: (message: Call) => message.kind === 'call' && void answer(structuredClone(message)),
      getState: () => host.state,
      setState: (state: unknown) => (host.state = structuredClone(state)),
    }),
  });
}
