import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import type { AtlasSummary } from '../../src/protocol/report-page';
import { describeLanguage } from '../../src/text/language';
import type { TableOrder } from './navigation';

/** Which neurons the table shows. */
export function filters(
  { languages, layers }: AtlasSummary,
  order: TableOrder,
  change: (change: Partial<TableOrder>) => void,
) {
  const value = (event: Event) => (event.target as HTMLSelectElement | HTMLInputElement).value;
  return html`<div class="filters" role="group" aria-label="Filters">
    <select
      aria-label="Which neurons"
      .value=${live(order.scope)}
      @change=${(event: Event) => change({ scope: value(event) === 'all' ? 'all' : 'selected' })}
    >
      <option value="selected" ?selected=${order.scope === 'selected'}>Selected</option>
      <option value="all" ?selected=${order.scope === 'all'}>All neurons</option>
    </select>
    <select
      aria-label="Language"
      .value=${live(order.language)}
      @change=${(event: Event) => change({ language: value(event) })}
    >
      <option value="" ?selected=${order.language === ''}>Any language</option>
      ${languages.map((tag) => html`<option value=${tag} ?selected=${order.language === tag}>${describeLanguage(tag).name}</option>`)}
    </select>
    <select
      aria-label="Layer"
      .value=${live(String(order.layer))}
      @change=${(event: Event) => change({ layer: Number(value(event)) })}
    >
      <option value="-1" ?selected=${order.layer === -1}>Any layer</option>
      ${Array.from({ length: layers }, (_, layer) => html`<option value=${layer} ?selected=${order.layer === layer}>Layer ${layer}</option>`)}
    </select>
    <input
      type="text"
      aria-label="Neuron"
      placeholder="7 · 1832"
      title="An index, or layer and index"
      .value=${live(order.text)}
      @input=${(event: Event) => change({ text: value(event).slice(0, 100) })}
    />
  </div>`;
}
