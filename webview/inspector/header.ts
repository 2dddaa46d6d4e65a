import { html, nothing } from 'lit';
import type { InspectorSnapshot } from '../../src/protocol/webview';
import { formatAmount, formatDuration } from '../../src/view/format';
import type { MenuItem } from '../kit/menu';
import type { InspectorStore } from './store';

const menu: MenuItem[] = [
  { id: 'copy', label: 'Copy as Table' },
  { id: 'svg', label: 'Save as SVG…', group: true },
  { id: 'png', label: 'Save as PNG…' },
  { id: 'csv', label: 'Save as CSV…', group: true },
  { id: 'json', label: 'Save as JSON…' },
];

/** Title, what is shown, and what can be done with it. */
export function header(snapshot: InspectorSnapshot, store: InspectorStore, onMenu: (id: string) => void) {
  const { result, follow, paint } = snapshot;
  return html`<header>
    <h1>Language neurons</h1>
    ${result ? html`<p class="source" title=${sourceLine(result)}>${sourceLine(result)}</p>` : nothing}
    <div class="tools">
      ${toggle('Follow Selection', 'Inspect again whenever the selection moves', follow, store.setFollow)}
      ${toggle('Paint Editor', 'Tint the text in the editor itself', paint, store.setPaint)}
      <babel-menu
        label="Copy / Save"
        .items=${menu}
        ?disabled=${!result}
        @menu-choose=${(event: CustomEvent<{ id: string }>) => onMenu(event.detail.id)}
      ></babel-menu>
    </div>
  </header>`;
}

/** `sample.md 12–17 · 47 tokens · 41 ms` */
export function sourceLine({ source, inspection }: NonNullable<InspectorSnapshot['result']>): string {
  const [first, last] = source.lines;
  const lines = first === last ? String(first) : `${String(first)}–${String(last)}`;
  const tokens = formatAmount(inspection.text.length, 'token');
  return `${source.name} ${lines} · ${tokens} · ${formatDuration(inspection.milliseconds)}`;
}

function toggle(label: string, title: string, on: boolean, set: (on: boolean) => void) {
  return html`<vscode-button
    class=${on ? 'toggle on' : 'toggle'}
    appearance="secondary"
    .ariaPressed=${on ? 'true' : 'false'}
    title=${title}
    @click=${() => set(!on)}
    >${label}</vscode-button
  >`;
}
