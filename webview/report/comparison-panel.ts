import { html, nothing } from 'lit';
import type { AtlasSummary, ComparedLanguage, ReportComparison } from '../../src/protocol/report-page';
import { formatCount, formatShare } from '../../src/view/format';
import { describeLanguage } from '../../src/text/language';
import { warnings } from '../kit/notices';
import { sourceLine } from './head';

/** What became of the neurons in another atlas, at the same settings. */
export function comparisonPanel(comparison: ReportComparison, other: AtlasSummary, stop: () => void) {
  const { languages, all } = comparison;
  return html`<section class="panel comparison" aria-label="Comparison">
    <div class="line">
      <h2>Against <bdi>${other.file}</bdi> · ${other.modelName}</h2>
      <vscode-button appearance="secondary" @click=${stop}>Stop Comparing</vscode-button>
    </div>
    <p class="facts">${sourceLine(other)}</p>
    ${warnings(comparison.warnings)}
    <table>
      <thead>
        <tr>
          <th scope="col">language</th>
          <th scope="col" class="number" title="Neurons of the language in both">shared</th>
          <th scope="col" class="number" title="Here only">lost</th>
          <th scope="col" class="number" title="In the other only">gained</th>
          <th scope="col" class="number" title="Jaccard overlap">overlap</th>
          <th scope="col" class="parts"><span class="spoken">as bars</span></th>
        </tr>
      </thead>
      <tbody>
        ${[...languages, all].map(row)}
      </tbody>
    </table>
    ${languages.length === 0 ? html`<p>The atlases have no language in common.</p>` : nothing}
  </section>`;
}

function row({ language, shared, lost, gained, overlap }: ComparedLanguage) {
  const total = Math.max(1, shared + lost + gained);
  return html`<tr>
    <th scope="row">${language === '' ? 'all selected' : describeLanguage(language).name}</th>
    <td class="number">${formatCount(shared)}</td>
    <td class="number">${formatCount(lost)}</td>
    <td class="number">${formatCount(gained)}</td>
    <td class="number">${formatShare(overlap)}</td>
    <td class="parts">
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect class="lost" width=${(lost / total) * 100} height="8"></rect>
        <rect class="both" x=${(lost / total) * 100} width=${(shared / total) * 100} height="8"></rect>
        <rect
          class="gained"
          x=${((lost + shared) / total) * 100}
          width=${(gained / total) * 100}
          height="8"
        ></rect>
      </svg>
    </td>
  </tr>`;
}
