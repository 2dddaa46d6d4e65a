import type { CancellationToken } from 'vscode';

/** An `AbortSignal` for the editor's cancellation token. */
export function signalOf(token: CancellationToken): AbortSignal {
  const abort = new AbortController();
  if (token.isCancellationRequested) abort.abort();
  token.onCancellationRequested(() => abort.abort());
  return abort.signal;
}
