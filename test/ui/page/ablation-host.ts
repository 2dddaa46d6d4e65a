import type { Ablation } from '../../../src/results/ablation/data';

/** An ablation whose numbers are plain: typed arrays do not cross into a page as what they are. */
export type PlainAblation = Omit<Ablation, 'plain' | 'ablated' | 'control'> &
  Record<'plain' | 'ablated' | 'control', number[]>;

export interface AblationStart {
  name: string;
  ablation?: PlainAblation;
  failure?: { code: string; message: string };
  /** Of the page of neuron sets, which asks its host the same. */
  set?: unknown;
}

/** What a test reads back, on the page's window. */
export interface AblationHost {
  calls: { method: string; request: { format?: string; picture?: Uint8Array } | null }[];
  violations: string[];
}

/** The little of a browser that the fake host uses; the tests are type-checked without the DOM. */
interface PageGlobals {
  postMessage(message: unknown, origin: string): void;
  addEventListener(type: string, listener: (event: Record<string, string>) => void): void;
}

/** Runs inside the page before its own script, in place of VS Code and the extension host; sent as text. */
export function installAblationHost(start: AblationStart): void {
  const page = globalThis as unknown as PageGlobals;
  const { ablation } = start;
  const snapshot = {
    ...start,
    ablation: ablation && {
      ...ablation,
      plain: Float64Array.from(ablation.plain),
      ablated: Float64Array.from(ablation.ablated),
      control: Float64Array.from(ablation.control),
    },
  };
  const host: AblationHost = { calls: [], violations: [] };
  let state: unknown;
  page.addEventListener('securitypolicyviolation', (event) =>
    host.violations.push(`${event['violatedDirective']} ${event['blockedURI']} ${event['sample']}`),
  );
  Object.assign(globalThis, {
    fakeHost: host,
    acquireVsCodeApi: () => ({
      postMessage: (message: { kind: string; id: number; method: string; request: null }) => {
        if (message.kind !== 'call') return;
        host.calls.push({ method: message.method, request: structuredClone(message.request) });
        const value = message.method === 'ready' ? structuredClone(snapshot) : undefined;
        page.postMessage({ kind: 'result', id: message.id, value }, '*');
      },
      getState: () => state,
      setState: (next: unknown) => (state = structuredClone(next)),
    }),
  });
}

/** Four languages off, five measured; Arabic is measured alone, and French neurons hurt Spanish most. */
export function sampleAblation(change: Partial<PlainAblation> = {}): PlainAblation {
  const off = ['en', 'fr', 'es', 'zh'];
  const measured = ['en', 'fr', 'es', 'zh', 'ar'];
  const plain = [4, 3.5, 3.25, 4.5, 2.75];
  const rise = [
    [0.5, 0.02, 0.01, 0.01, 0],
    [0.03, 0.4, 0.6, 0.01, -0.02],
    [0.02, 0.12, 0.55, 0, 0.01],
    [0, 0.01, 0.02, 1.5, 0.03],
  ];
  const cells = rise.flatMap((row) => row.map((value, column) => plain[column] + value));
  const random = [0, 1].flatMap((draw) =>
    off.flatMap(() => plain.map((value, column) => value + 0.01 * (column + 2 * draw))),
  );
  return {
    versions: { babelscope: '0.1.0', onnxruntime: '1.30.0' },
    date: '2026-11-26T00:00:00.000Z',
    model: { name: 'tiny', identity: '0123456789abcdef' },
    thresholds: { topRate: 0.01, filterRate: 0.95, activationBar: 0.95 },
    settings: { tokensPerLanguage: 4000, rowLength: 512, seed: 0 },
    off,
    neurons: [37, 25, 1213, 48],
    measured,
    tokens: [4000, 4000, 4000, 4000, 812],
    corpora: measured.map((language) => ({ language, files: [], documents: 10 })),
    plain,
    ablated: cells,
    draws: 2,
    control: random,
    changed: off.map(() => true),
    warnings: ['Only 812 tokens in ar: its likelihood is uncertain. With 1000 it holds better.'],
    ...change,
  };
}
