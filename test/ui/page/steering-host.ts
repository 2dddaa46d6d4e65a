import type { SteeringHostMethods } from '../../../src/protocol/steering-page';
import type { PlainAnswer, PlainSnapshot } from './steering-sample';

/** What a test reads back and steers by, on the page's window. */
export interface SteeringHost {
  /** Every call of the page, `method` and `request`, in order. */
  calls: { method: keyof SteeringHostMethods; request: unknown }[];
  show(change: Partial<PlainSnapshot>): void;
  /** A change that passes the page's next call on the way: the page hears of it before that call's answer. */
  changeUnseen(change: Partial<PlainSnapshot>): void;
  /** When set, `generate` fails with this sentence. */
  refusal: string;
  /** When set, `generate` is not answered: its run goes on. */
  silent: boolean;
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
export function installSteeringHost(start: { snapshot: PlainSnapshot; state: unknown }): void {
  interface Call {
    kind: string;
    id: number;
    method: keyof SteeringHostMethods;
    request: unknown;
  }
  const page = globalThis as unknown as PageGlobals;
  let snapshot = start.snapshot;
  let unseen = false;
  const send = (message: unknown) => page.postMessage(message, '*');

  const answered = ({ generation, ...answer }: PlainAnswer) => ({
    ...answer,
    generation: generation && {
      ...generation,
      promptIds: Int32Array.from(generation.promptIds),
      ids: Int32Array.from(generation.ids),
      start: Uint32Array.from(generation.start),
      end: Uint32Array.from(generation.end),
      logProbability: Float32Array.from(generation.logProbability),
      plainLogProbability: Float32Array.from(generation.plainLogProbability),
      activity: Float32Array.from(generation.activity),
      share: Float32Array.from(generation.share),
    },
  });
  const typed = ({ run, ...shown }: PlainSnapshot) => ({
    ...shown,
    run: run && { ...run, plain: answered(run.plain), steered: answered(run.steered) },
  });

  const host: SteeringHost = {
    calls: [],
    refusal: '',
    silent: false,
    state: start.state,
    violations: [],
    changeUnseen(change) {
      snapshot = { ...snapshot, ...change };
      unseen = true;
    },
    show(change) {
      snapshot = { ...snapshot, ...change };
      unseen = false;
      send({ kind: 'call', id: 1000 + host.calls.length, method: 'show', request: typed(snapshot) });
    },
  };

  const valueOf = (method: string, request: unknown) => {
    if (method === 'ready') return typed(snapshot);
    if (method !== 'change' && method !== 'generate') return undefined;
    // As the host does: choices that it has changed since are not taken.
    return (request as { version: number }).version === snapshot.choicesVersion;
  };

  const answer = ({ id, method, request }: Call) => {
    host.calls.push({ method, request });
    if (unseen) host.show({});
    if (method === 'generate' && host.silent) return;
    if (method === 'generate' && host.refusal)
      send({ kind: 'failure', id, failure: { code: 'prompt-empty', message: host.refusal } });
    else send({ kind: 'result', id, value: valueOf(method, request) });
  };

  page.addEventListener('securitypolicyviolation', (event) =>
    host.violations.push(`${event['violatedDirective']} ${event['blockedURI']} ${event['sample']}`),
  );
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
