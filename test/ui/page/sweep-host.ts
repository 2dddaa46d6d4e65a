import type { SweepExample, SweepHostMethods, SweepSnapshot } from '../../../src/protocol/sweep-page';

/** What a test reads back, on the page's window. */
export interface SweepHost {
  calls: { method: keyof SweepHostMethods; request: unknown }[];
  /** Bytes of the last picture that was to be saved, as text. */
  picture: string;
  state: unknown;
  violations: string[];
}

/** The little of a browser that the fake host uses. */
interface PageGlobals {
  postMessage(message: unknown, origin: string): void;
  addEventListener(type: string, listener: (event: Record<string, string>) => void): void;
}

/**
 * Runs inside the page before its own script, in place of VS Code and the extension host. It is sent as text, so it
 * uses nothing from outside itself; the messages are those of `src/protocol/rpc.ts`.
 */
export function installSweepHost(start: {
  snapshot: SweepSnapshot;
  examples: SweepExample[];
  state: unknown;
}): void {
  interface Call {
    kind: string;
    id: number;
    method: keyof SweepHostMethods;
    request: { picture?: Uint8Array } | null;
  }
  const page = globalThis as unknown as PageGlobals;
  const host: SweepHost = { calls: [], picture: '', state: start.state, violations: [] };
  const answer = ({ id, method, request }: Call) => {
    if (request?.picture) host.picture = new TextDecoder('latin1').decode(request.picture);
    const { picture: _, ...rest } = request ?? {};
    host.calls.push({ method, request: request && rest });
    const value = method === 'ready' ? start.snapshot : method === 'examples' ? start.examples : undefined;
    page.postMessage({ kind: 'result', id, value }, '*');
  };
  page.addEventListener('securitypolicyviolation', (event) =>
    host.violations.push(`${event['violatedDirective']} ${event['blockedURI']} ${event['sample']}`),
  );
  Object.assign(globalThis, {
    fakeHost: host,
    acquireVsCodeApi: () => ({
      postMessage: (message: Call) => message.kind === 'call' && answer(structuredClone(message)),
      getState: () => host.state,
      setState: (state: unknown) => (host.state = structuredClone(state)),
    }),
  });
}
