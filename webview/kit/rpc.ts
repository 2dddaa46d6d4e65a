import type { Channel } from '../../src/rpc/rpc';

/** The one object VS Code gives a page; it can be acquired once. */
export interface VsCodeApi<State> {
  postMessage(message: unknown): void;
  getState(): State | undefined;
  setState(state: State): void;
}

declare function acquireVsCodeApi<State>(): VsCodeApi<State>;

/** Acquires VS Code's page API. Call once per page; a second call throws. */
export function acquireApi<State>(): VsCodeApi<State> {
  return acquireVsCodeApi<State>();
}

/** The page's end of the seam to the extension host. */
export function hostChannel(api: Pick<VsCodeApi<unknown>, 'postMessage'>): Channel {
  return {
    post: (message) => api.postMessage(message),
    listen(receive) {
      const onMessage = (event: MessageEvent<unknown>) => receive(event.data);
      window.addEventListener('message', onMessage);
      return () => window.removeEventListener('message', onMessage);
    },
  };
}
