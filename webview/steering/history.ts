import { html, nothing } from 'lit';
import type { RunSummary } from '../../src/protocol/steering-page';
import { formatAmount } from '../../src/view/format';
import type { SteeringStore } from './store';

/** The runs before the one that is shown; a click brings one back with its choices. */
export function earlierRuns(history: readonly RunSummary[], open: boolean, store: SteeringStore) {
  if (history.length === 0) return nothing;
  return html`<details
    class="history"
    ?open=${open}
    @toggle=${(event: Event) => store.disclose('history', (event.target as HTMLDetailsElement).open)}
  >
    <summary>${formatAmount(history.length, 'earlier run')}</summary>
    <ul>
      ${history.map(
        ({ id, prompt, label, steered }) =>
          html`<li>
            <button @click=${() => store.showRun(id)}>
              <span class="line"><bdi class="quiet">${prompt}</bdi> <bdi>${steered}</bdi></span>
              <span class="quiet label">${label}</span>
            </button>
          </li>`,
      )}
    </ul>
    <button class="link" @click=${store.clearHistory}>Clear</button>
  </details>`;
}
