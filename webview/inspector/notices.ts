import { html, nothing, svg } from 'lit';
import type { InspectorSnapshot } from '../../src/protocol/webview';
import { formatCount } from '../../src/view/format';
import { failureNotice } from '../kit/notices';
import type { InspectorStore } from './store';

const isMac = /mac/i.test(navigator.platform);

/** What is going on above the last result: work, a failure, or a text that has changed since or that says nothing. */
export function notices(
  { working, failure, stale, result }: InspectorSnapshot,
  slow: boolean,
  store: InspectorStore,
) {
  if (working) return slow ? progress(working, store) : nothing;
  if (failure) return failureNotice(failure, store.runAction);
  if (stale && result)
    return html`<div class="notice stale" role="status">
      <p>The text has changed since. Tokens may no longer point at the right place.</p>
      <vscode-button appearance="secondary" @click=${store.inspect}>Inspect Again</vscode-button>
    </div>`;
  const remark = result?.inspection.remark;
  return remark === undefined ? nothing : html`<div class="notice" role="status"><p>${remark}</p></div>`;
}

function progress({ done, total, note }: NonNullable<InspectorSnapshot['working']>, store: InspectorStore) {
  const measured = total > 0;
  const amount = measured ? `${formatCount(done)} of ${formatCount(total)} tokens` : '';
  return html`<div class="notice working">
    <vscode-progress-ring aria-hidden="true"></vscode-progress-ring>
    <div class="work">
      <p role="status">${note || (measured ? 'Reading the selection' : 'Loading the model')}</p>
      <span class="amount">${amount}</span>
      <progress
        aria-label="Tokens inspected"
        max=${measured ? total : nothing}
        .value=${measured ? done : 0}
        ?hidden=${!measured}
      ></progress>
    </div>
    <vscode-button appearance="secondary" @click=${store.cancel}>Cancel</vscode-button>
  </div>`;
}

/** Nothing inspected yet: what this page is for, and the two ways to begin. */
export function emptyState(store: InspectorStore) {
  const keys = isMac ? ['⌘', 'K', '⌥', 'B'] : ['Ctrl', 'K', 'Alt', 'B'];
  return html`<section class="empty">
    <svg viewBox="0 0 96 40" aria-hidden="true">
      ${[0.2, 0.55, 0.9, 0.75, 0.35, 0.15, 0.5, 0.85].map(
        (value, i) =>
          svg`<rect x=${i * 12} width="11" height="40" rx="2" fill="currentColor" opacity=${value * 0.35}></rect>`,
      )}
    </svg>
    <p>Select text in any editor to see, token by token, which languages’ neurons fire.</p>
    <vscode-button appearance="primary" @click=${store.inspect}>Inspect Selection</vscode-button>
    <p class="hint">
      or press ${keys.map((key, i) => html`${i === 2 ? ' then ' : i % 2 ? '+' : ''}<kbd>${key}</kbd>`)} in the
      editor
    </p>
  </section>`;
}
