import { html } from 'lit';
import type { ExportFormat, InspectorSnapshot } from '../../src/protocol/webview';
import { formatAmount, formatDuration } from '../../src/view/format';
import { pageHeader } from '../kit/header';
import { saveMenu } from '../kit/save-menu';
import type { InspectorStore } from './store';

const items = [
  { id: 'copy', label: 'Copy as Table' },
  { id: 'svg', label: 'Save as SVG…', group: true },
  { id: 'png', label: 'Save as PNG…' },
  { id: 'csv', label: 'Save as CSV…', group: true },
  { id: 'json', label: 'Save as JSON…' },
] as const;

/** Title, what is shown, and what can be done with it. */
export function header(
  { result, follow, paint }: InspectorSnapshot,
  store: InspectorStore,
  choose: (what: 'copy' | ExportFormat) => void,
) {
  return pageHeader({
    title: 'Language neurons',
    about: result && sourceLine(result),
    tools: html`<div class="tools">
      ${toggle('Follow Selection', 'Inspect again whenever the selection moves', follow, store.setFollow)}
      ${toggle('Paint Editor', 'Tint the text in the editor itself', paint, store.setPaint)}
      ${saveMenu({ label: 'Copy / Save', items, disabled: !result, choose })}
    </div>`,
  });
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
