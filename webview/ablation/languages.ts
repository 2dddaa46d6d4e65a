import { html } from 'lit';
import type { AblationSummary } from '../../src/results/ablation/summary';
import type { Ablation } from '../../src/results/ablation/data';
import { describeLanguage } from '../../src/text/language';
import { formatCount } from '../../src/view/format';
import { formatHarm } from './content';

/** What is known of each language: neurons, tokens, how likely its texts are, and what its own neurons do to it. */
export function languageTable(ablation: Ablation, summary: AblationSummary) {
  const tags = [...new Set([...ablation.measured, ...ablation.off])];
  return html`<div class="scroller" tabindex="0" role="region" aria-label="Languages">
    <table>
      <thead>
        <tr>
          <th scope="col">Language</th>
          <th scope="col">Neurons off</th>
          <th scope="col">Tokens</th>
          <th scope="col">NLL</th>
          <th scope="col">Perplexity</th>
          <th scope="col">Without its neurons</th>
          <th scope="col">Without random ones</th>
          <th scope="col">ΔNLL, own : random</th>
        </tr>
      </thead>
      <tbody>
        ${tags.map((tag) => languageRow(tag, ablation, summary))}
      </tbody>
    </table>
  </div>`;
}

function languageRow(tag: string, ablation: Ablation, summary: AblationSummary) {
  const { off, measured, neurons, tokens, plain, changed } = ablation;
  const [row, column] = [off.indexOf(tag), measured.indexOf(tag)];
  const cell = row < 0 || column < 0 ? -1 : row * measured.length + column;
  const change = (rises: Float64Array) =>
    cell < 0 ? '–' : formatHarm(Math.expm1(rises[cell]), 'perplexity');
  const { name } = describeLanguage(tag);
  return html`<tr>
    <th scope="row"><bdi>${name}</bdi> <span class="tag">${tag}</span></th>
    <td>
      ${row < 0 ? '–' : formatCount(neurons[row])}${row >= 0 && !changed[row] ? ' (without effect)' : ''}
    </td>
    <td>${column < 0 ? '–' : formatCount(tokens[column])}</td>
    <td>${column < 0 ? '–' : plain[column].toFixed(3)}</td>
    <td>${column < 0 ? '–' : formatPerplexity(Math.exp(plain[column]))}</td>
    <td>${change(summary.rise)}</td>
    <td>${change(summary.controlRise)}</td>
    <td>${row < 0 ? '–' : formatTimes(summary.overControl[row])}</td>
  </tr>`;
}

function formatPerplexity(value: number): string {
  return value < 100 ? value.toFixed(1) : formatCount(value);
}

function formatTimes(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return 'only its own';
  return value < 10 ? `${value.toFixed(1)} : 1` : `${formatCount(value)} : 1`;
}
