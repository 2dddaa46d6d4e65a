import { html, nothing } from 'lit';
import type { AtlasSummary, NeuronDetail } from '../../src/protocol/report-page';
import { cssColour } from '../../src/view/colours';
import { formatActivation, formatCount } from '../../src/view/format';
import { describeLanguage } from '../../src/text/language';
import type { Palette } from '../kit/palette';
import type { ReportStore } from './store';

interface NeuronView {
  atlas: AtlasSummary;
  detail: NeuronDetail;
  palette: Palette;
  steerable: boolean;
  store: ReportStore;
}

/** One neuron: what it does in every language, and where in the corpus it fires most. */
export function neuronPanel({ atlas, detail, palette, steerable, store }: NeuronView) {
  const { neuron, mean, contexts, withoutContexts } = detail;
  const own = neuron.languages.map((k) => describeLanguage(atlas.languages[k]).name).join(', ');
  return html`<div class="neuron" role="region" aria-label="Chosen neuron">
    <div class="line">
      <h3>
        ${neuron.layer} · ${neuron.index}
        <span class="facts"
          >${neuron.selected ? (own === '' ? 'selected, of no language' : own) : 'not selected'} · entropy
          ${entropyText(neuron.entropy)}</span
        >
      </h3>
      ${
        steerable
          ? html`<vscode-button
              appearance="secondary"
              title="Switch it off in the Steering view"
              @click=${store.steer}
              >Steer With This Neuron</vscode-button
            >`
          : nothing
      }
    </div>
    <table class="probabilities">
      <thead>
        <tr>
          <th scope="col">language</th>
          <th scope="col" class="number" title="Share of tokens on which it is active">p</th>
          <th scope="col" class="bar"><span class="spoken">as a bar</span></th>
          ${
            mean
              ? html`<th scope="col" class="number" title="Mean activation over all tokens">mean</th>`
              : nothing
          }
        </tr>
      </thead>
      <tbody>
        ${atlas.languages.map(
          (tag, k) =>
            html`<tr>
              <th scope="row" title=${describeLanguage(tag).name}>
                ${tag}${neuron.languages.includes(k) ? html` <span title="belongs to it">●</span>` : nothing}
              </th>
              <td class="number">${probabilityText(neuron.probability[k])}</td>
              <td class="bar">
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                  <rect class="room" width="100" height="8"></rect>
                  <rect
                    width=${neuron.probability[k] * 100}
                    height="8"
                    fill=${cssColour(palette.languages[k])}
                  ></rect>
                </svg>
              </td>
              ${mean ? html`<td class="number">${formatActivation(mean[k])}</td>` : nothing}
            </tr>`,
        )}
      </tbody>
    </table>
    <div class="contexts">
      <h3>Where it fires most</h3>
      ${
        contexts.length === 0
          ? html`<p>${withoutContexts ?? 'It never fired in the texts whose contexts were kept.'}</p>`
          : html`<ol>
              ${contexts.map(
                ({ language, activation, before, token, after, file, document }, at) =>
                  html`<li>
                    <button
                      title=${`Open ${file} at document ${formatCount(document)}`}
                      @click=${() => store.openContext(at)}
                    >
                      <bdi class="text">${before}<mark>${token}</mark>${after}</bdi>
                      <span class="facts"
                        >${formatActivation(activation)} · ${describeLanguage(language).name} ·
                        <bdi>${file}</bdi>, document ${formatCount(document)}</span
                      >
                    </button>
                  </li>`,
              )}
            </ol>`
      }
    </div>
  </div>`;
}

function entropyText(entropy: number): string {
  return Number.isFinite(entropy) ? entropy.toFixed(3) : 'none: it never fires';
}

/** Three decimals: seldom neurons are what this is about. */
function probabilityText(probability: number): string {
  return probability > 0 && probability < 0.0005 ? '<.001' : probability.toFixed(3).replace(/^0/, '');
}
