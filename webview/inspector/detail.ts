import { html, nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { FiringNeuron, Inspection, NextToken, TokenDetail } from '../../src/protocol/engine';
import { cssColour } from '../../src/view/colours';
import { formatActivation, formatShare, showWhitespace } from '../../src/view/format';
import { describeLanguage } from '../../src/text/language';
import type { Palette } from '../kit/palette';
import type { DetailState } from './store';
import { detailRows } from './store';

interface DetailView {
  inspection: Inspection;
  /** Indices of the languages shown. */
  rows: readonly number[];
  palette: Palette;
  /** The chosen token as it reads in the text. */
  label: string;
  state: DetailState;
}

/** What the model does at the chosen token: where, with which neurons, and what it expects next. */
export function tokenDetail(view: DetailView) {
  const { state, label } = view;
  const { detail } = state;
  if (state.error)
    return html`<section class="detail" aria-label="Chosen token">
      <p class="error" role="alert">${state.error}</p>
    </section>`;
  return html`<section class="detail" aria-label="Chosen token" aria-busy=${state.loading}>
    <div class="layers">
      <h2><bdi>“${label}”</bdi> · layers × languages</h2>
      ${layerTable(view, detail)}
    </div>
    <div class="neurons">
      <h2>Strongest language neurons here</h2>
      ${neuronTable(view, detail?.neurons ?? [])}
    </div>
    <div class="next">
      <h2>Next token</h2>
      ${nextTable(detail?.next ?? [])}
    </div>
  </section>`;
}

function layerTable({ inspection, rows, palette }: DetailView, detail: TokenDetail | undefined) {
  const width = inspection.languages.length;
  const layers = Array.from({ length: inspection.layers }, (_, i) => inspection.layers - 1 - i);
  return html`<table class="grid">
    <thead>
      <tr>
        <td></td>
        ${rows.map((k) => html`<th scope="col" title=${describeLanguage(inspection.languages[k]).name}>${inspection.languages[k]}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${layers.map(
        (layer) =>
          html`<tr>
            <th scope="row">${layer}</th>
            ${rows.map((k) => {
              const value = detail ? detail.layerActivity[layer * width + k] : 0;
              return layerCell(
                value,
                inspection.layerNeurons[layer * width + k],
                palette,
                k,
                inspection.languages[k],
                layer,
              );
            })}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function layerCell(value: number, neurons: number, palette: Palette, k: number, tag: string, layer: number) {
  const where = `${describeLanguage(tag).name}, layer ${String(layer)}`;
  if (Number.isNaN(value))
    return html`<td class="none" title=${`${where}: no neuron here`}><span class="spoken">none</span></td>`;
  const strength = Math.min(1, Math.max(0, value));
  const colour = cssColour(palette.languages[k], palette.highContrast ? 1 : strength);
  // The property, not the attribute: the page's security policy forbids style attributes.
  const fill = palette.highContrast
    ? `background: linear-gradient(${colour}, ${colour}) bottom / 100% ${(strength * 100).toFixed(0)}% no-repeat`
    : `background-color: ${colour}`;
  const title = `${where}: ${formatShare(value)} of ${String(neurons)} neuron${neurons === 1 ? '' : 's'}`;
  return html`<td title=${title} .style=${fill}><span class="spoken">${formatShare(value)}</span></td>`;
}

function neuronTable({ inspection, palette, rows }: DetailView, neurons: readonly FiringNeuron[]) {
  return html`<table>
    <thead>
      <tr>
        <th scope="col" title="Layer · index within the layer">neuron</th>
        <th scope="col">languages</th>
        <th scope="col" class="number">activation</th>
        <th scope="col" title="Probability that the neuron is active, in each language">p per language</th>
      </tr>
    </thead>
    <tbody>
      ${repeat(padded(neurons), (neuron) =>
        neuron
          ? html`<tr>
              <th scope="row">${neuron.layer} · ${neuron.index}</th>
              <td class="tags">
                ${neuron.languages.map(
                  (k) =>
                    html`<span class="tag" title=${describeLanguage(inspection.languages[k]).name}
                      >${swatch(palette, k)}${inspection.languages[k]}</span
                    >`,
                )}
              </td>
              <td class="number">${formatActivation(neuron.activation)}</td>
              <td>${probabilityBars(neuron.probability, rows, inspection.languages, palette)}</td>
            </tr>`
          : html`<tr aria-hidden="true">
              <td colspan="4">&nbsp;</td>
            </tr>`,
      )}
    </tbody>
  </table>`;
}

function swatch(palette: Palette, language: number) {
  return html`<svg class="swatch" viewBox="0 0 8 8" aria-hidden="true">
    <circle cx="4" cy="4" r="4" fill=${cssColour(palette.languages[language])} />
  </svg>`;
}

function probabilityBars(
  probability: readonly number[],
  rows: readonly number[],
  tags: readonly string[],
  palette: Palette,
) {
  const step = 9;
  const height = 16;
  const spoken = rows.map((k) => `${tags[k]} ${formatShare(probability[k])}`).join(', ');
  return html`<svg class="bars" role="img" aria-label=${spoken} width=${rows.length * step} height=${height}>
    <title>${spoken}</title>
    ${rows.map((k, i) => {
      const tall = Math.max(1, Math.min(1, probability[k]) * height);
      return svg`<rect x=${i * step} y=${height - tall} width=${step - 2} height=${tall} fill=${cssColour(palette.languages[k])}></rect>`;
    })}
  </svg>`;
}

function nextTable(next: readonly NextToken[]) {
  if (next.length === 0)
    return html`<table class="candidates">
      <tbody>
        ${blankRows()}
      </tbody>
    </table>`;
  return html`<table class="candidates">
    <thead class="spoken">
      <tr>
        <th scope="col">token</th>
        <th scope="col">probability</th>
      </tr>
    </thead>
    <tbody>
      ${padded(next).map((candidate) =>
        candidate
          ? html`<tr>
              <th scope="row"><bdi>${showWhitespace(candidate.text) || nothing}</bdi></th>
              <td class="number">${formatShare(candidate.probability)}</td>
            </tr>`
          : html`<tr aria-hidden="true">
              <td colspan="2">&nbsp;</td>
            </tr>`,
      )}
    </tbody>
  </table>`;
}

function blankRows() {
  return Array.from(
    { length: detailRows },
    () =>
      html`<tr aria-hidden="true">
        <td colspan="2">&nbsp;</td>
      </tr>`,
  );
}

/** Pads to the requested number, so a shorter answer does not move what is below. */
function padded<T>(rows: readonly T[]): (T | undefined)[] {
  return Array.from({ length: Math.max(detailRows, rows.length) }, (_, i) => rows[i] as T | undefined);
}
