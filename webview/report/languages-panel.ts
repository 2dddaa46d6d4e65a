import { html, svg } from 'lit';
import type { AtlasSummary, ReportSelection } from '../../src/protocol/report-page';
import { cssColour } from '../../src/view/colours';
import { formatAmount, formatCount } from '../../src/view/format';
import { describeLanguage } from '../../src/text/language';
import type { Palette } from '../kit/palette';

/** Bars by layer are drawn in these units and stretched to the room there is. */
const chart = { width: 400, height: 24 };

interface LanguagesView {
  atlas: AtlasSummary;
  selection: ReportSelection;
  palette: Palette;
  /** BCP-47 tag of the language that the table of neurons is filtered by. */
  filtered: string;
  /** Filters by a language; again: by none. */
  filter: (tag: string) => void;
}

/** How many neurons each language has, and in which layers. */
export function languagesPanel(view: LanguagesView) {
  const { atlas, selection } = view;
  const tallest = selection.byLayer.reduce((most, count) => Math.max(most, count), 1);
  const most = selection.neurons.reduce((largest, count) => Math.max(largest, count), 1);
  return html`<section class="panel languages">
    <h2>Neurons by language and layer</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">language</th>
          <th scope="col" class="number">neurons</th>
          <th scope="col" class="share"><span class="spoken">of the most</span></th>
          <th scope="col" class="layers">layers 0–${atlas.layers - 1}</th>
        </tr>
      </thead>
      <tbody>
        ${atlas.languages.map((tag, k) => languageRow(view, tag, k, most, tallest))}
      </tbody>
    </table>
    ${spokenLayers(atlas, selection)}
  </section>`;
}

function languageRow(
  { atlas, selection, palette, filtered, filter }: LanguagesView,
  tag: string,
  k: number,
  most: number,
  tallest: number,
) {
  const { name } = describeLanguage(tag);
  const count = selection.neurons[k];
  const colour = cssColour(palette.languages[k]);
  const on = filtered === tag;
  return html`<tr>
    <th scope="row">
      <button
        class="language"
        aria-pressed=${on ? 'true' : 'false'}
        title=${on ? 'Show the neurons of all languages below' : `Show only neurons of ${name} below`}
        @click=${() => filter(on ? '' : tag)}
      >
        <svg class="swatch" viewBox="0 0 8 8" aria-hidden="true">
          <circle cx="4" cy="4" r="4" fill=${colour} /></svg
        ><span class="name">${name}</span> <span class="tag">${tag}</span>
      </button>
    </th>
    <td class="number">${formatCount(count)}</td>
    <td class="share">
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect width=${(count / most) * 100} height="8" fill=${colour}></rect>
      </svg>
    </td>
    <td class="layers">
      <svg
        viewBox=${`0 0 ${String(chart.width)} ${String(chart.height)}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        ${layerBars(selection.byLayer, atlas.languages.length, k, tallest).map(
          ({ layer, count: here, x, y, width, height }) =>
            svg`<g><title>${`${name}, layer ${String(layer)}: ${formatAmount(here, 'neuron')}`}</title>
              <rect class="room" x=${x} y="0" width=${width} height=${chart.height}></rect>
              <rect x=${x} y=${y} width=${width} height=${height} fill=${colour}></rect></g>`,
        )}
      </svg>
    </td>
  </tr>`;
}

/** One language's bars, a layer each; all languages share the scale. */
export function layerBars(
  byLayer: Uint32Array,
  languages: number,
  k: number,
  tallest: number,
  { width, height } = chart,
) {
  const layers = byLayer.length / languages;
  const step = width / layers;
  const gap = Math.min(2, step * 0.15);
  return Array.from({ length: layers }, (_, layer) => {
    const count = byLayer[layer * languages + k];
    const tall = count === 0 ? 0 : Math.max(1, (count / tallest) * height);
    return { layer, count, x: layer * step, y: height - tall, width: step - gap, height: tall };
  });
}

function spokenLayers({ languages, layers }: AtlasSummary, { byLayer, inLayer }: ReportSelection) {
  return html`<div class="spoken">
    <table>
      <caption>
        Neurons by layer
      </caption>
      <tr>
        <th scope="col">layer</th>
        ${languages.map((tag) => html`<th scope="col">${describeLanguage(tag).name}</th>`)}
        <th scope="col">selected</th>
      </tr>
      ${Array.from(
        { length: layers },
        (_, layer) =>
          html`<tr>
            <th scope="row">${layer}</th>
            ${languages.map((_tag, k) => html`<td>${byLayer[layer * languages.length + k]}</td>`)}
            <td>${inLayer[layer]}</td>
          </tr>`,
      )}
    </table>
  </div>`;
}
