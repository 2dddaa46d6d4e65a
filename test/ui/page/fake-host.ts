import type { SampleResult } from './sample';

/** What a test reads back and steers by, on the page's window. */
export interface FakeHost {
  /** Every call of the page, `method` and `request`, in order. */
  calls: { method: string; request: unknown }[];
  /** Sends a snapshot; `result` is a sample's plain numbers. */
  show(change: Record<string, unknown>): void;
  highlight(inspection: number, token: number): void;
  /** Milliseconds until `tokenDetail` answers. */
  detailDelay: number;
  /** When set, `tokenDetail` fails with this sentence. */
  detailFailure: string;
  state: unknown;
  violations: string[];
  longTasks: number[];
}

/** The little of a browser that the fake host uses; the tests are type-checked without the DOM. */
interface PageGlobals {
  postMessage(message: unknown, origin: string): void;
  addEventListener(type: string, listener: (event: Record<string, string>) => void): void;
  PerformanceObserver: new (callback: (list: { getEntries(): { duration: number }[] }) => void) => {
    observe(options: { type: string }): void;
  };
}

/**
 * Runs inside the page before its own script, in place of VS Code and the extension host. It is sent as text, so it
 * uses nothing from outside itself; the messages are those of `src/protocol/rpc.ts`.
 */
export function installFakeHost(start: { snapshot: Record<string, unknown>; state: unknown }): void {
  interface Call {
    kind: string;
    id: number;
    method: string;
    request: { inspection: number; token: number };
  }
  type Languages = Float32Array;
  const page = globalThis as unknown as PageGlobals;
  let snapshot: Record<string, unknown> = start.snapshot;
  const calls: FakeHost['calls'] = [];
  const send = (message: unknown) => page.postMessage(message, '*');

  const typed = (shown: Record<string, unknown>) => {
    const result = shown['result'] as (SampleResult & { source: unknown }) | undefined;
    if (!result) return shown;
    const plain = result.inspection;
    const inspection = {
      ...plain,
      text: Uint16Array.from(plain.text),
      start: Uint32Array.from(plain.start),
      end: Uint32Array.from(plain.end),
      ids: Int32Array.from(plain.ids),
      activity: Float32Array.from(plain.activity),
      share: Float32Array.from(plain.share),
      layerActivity: Float32Array.from(plain.layerActivity, (value) => value ?? NaN),
      layerNeurons: Uint32Array.from(plain.layerNeurons),
    };
    return { ...shown, result: { ...result, inspection } };
  };

  const detail = (token: number) => {
    const { inspection } = snapshot['result'] as SampleResult;
    const width = inspection.languages.length;
    const row = inspection.activity.slice(token * width, (token + 1) * width);
    const lead = row.indexOf(Math.max(...row));
    const layerActivity: Languages = Float32Array.from(inspection.layerActivity, (value, i) =>
      value === null ? NaN : row[i % width] * (0.4 + ((i * 7 + token) % 10) / 14),
    );
    const neurons = Array.from({ length: 6 }, (_, i) => ({
      layer: [7, 7, 0, 6, 5, 1][i],
      index: 1832 - i * 271,
      activation: 2.41 / (1 + i * 0.3),
      languages: i % 3 === 1 ? [lead, (lead + 1) % width] : [lead],
      probability: row.map((_, k) => (k === lead ? 0.7 - i * 0.06 : 0.04 + 0.03 * ((k + i) % 3))),
    }));
    const next = ['ouvre', ' est', ' de', 'd’', ':'].map((text, i) => ({
      text,
      probability: 0.38 / (1 + i) ** 1.3,
    }));
    return { token, text: '', layerActivity, neurons, next };
  };

  const host: FakeHost = {
    calls,
    detailDelay: 0,
    detailFailure: '',
    state: start.state,
    violations: [],
    longTasks: [],
    show(change) {
      snapshot = { ...snapshot, ...change };
      send({ kind: 'call', id: 1000 + calls.length, method: 'show', request: typed(snapshot) });
    },
    highlight(inspection, token) {
      send({ kind: 'call', id: 1, method: 'highlight', request: { inspection, token } });
    },
  };

  const answer = (call: Call) => {
    calls.push({ method: call.method, request: call.request });
    const result = (value: unknown, delay = 0) =>
      setTimeout(() => send({ kind: 'result', id: call.id, value }), delay);
    if (call.method === 'ready') result(typed(snapshot));
    else if (call.method !== 'tokenDetail') result(undefined);
    else if (host.detailFailure)
      send({ kind: 'failure', id: call.id, failure: { code: 'result-gone', message: host.detailFailure } });
    else result(detail(call.request.token), host.detailDelay);
  };

  page.addEventListener('securitypolicyviolation', (event) =>
    host.violations.push(`${event['violatedDirective']} ${event['blockedURI']} ${event['sample']}`),
  );
  new page.PerformanceObserver((list) =>
    host.longTasks.push(...list.getEntries().map((entry) => entry.duration)),
  ).observe({ type: 'longtask' });
  Object.assign(globalThis, {
    fakeHost: host,
    acquireVsCodeApi: () => ({
      // What crosses the real seam is cloned, so that a page cannot keep hold of the host's objects.
      postMessage: (message: Call) => message.kind === 'call' && answer(structuredClone(message)),
      getState: () => host.state,
      setState: (state: unknown) => (host.state = structuredClone(state)),
    }),
  });
}
