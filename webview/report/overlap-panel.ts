import { html, svg } from 'lit';
import type { AtlasSummary, ReportSelection } from '../../src/protocol/report-page';
import { formatAmount, formatShare } from '../../src/view/format';
import { describeLanguage } from '../../src/text/language';
import type { MatrixContent } from '../kit/matrix-content';
import type { Palette } from '../kit/palette';
import { fitScale } from '../kit/scale';
import { dendrogram } from './dendrogram-chart';

const rowHeight = 20;

/** The Jaccard overlap of all pairs, relatives side by side. */
export function overlapContent({ languages }: AtlasSummary, selection: ReportSelection): MatrixContent {
  const { overlap, shared, neurons, order } = selection;
  const count = languages.length;
  const others = Array.from(overlap).filter((_, i) => Math.floor(i / count) !== i % count);
  return {
    label: 'Overlap of languages’ neurons (Jaccard)',
    tags: languages,
    values: overlap,
    rows: order,
    columns: order,
    scale: fitScale('sequential', others),
    format: formatShare,
    detail: (row, column) =>
      row === column
        ? formatAmount(neurons[row], 'neuron')
        : `${formatAmount(shared[row * count + column], 'neuron')} in common, of ${String(neurons[row])} and ${String(neurons[column])}`,
    blankDiagonal: true,
  };
}

/** Which languages share neurons, and how they group by that. */
export function overlapPanel(atlas: AtlasSummary, selection: ReportSelection, palette: Palette) {
  return html`<section class="panel overlap">
    <h2>Overlap of languages · shared of all their neurons (Jaccard)</h2>
    <div class="pair">
      <babel-matrix .content=${overlapContent(atlas, selection)} .palette=${palette}></babel-matrix>
      ${tree(atlas, selection)}
    </div>
  </section>`;
}

function tree({ languages }: AtlasSummary, selection: ReportSelection) {
  const width = 220;
  const height = languages.length * rowHeight + 22;
  const drawn = dendrogram(selection, { left: 30, right: width - 20, top: 0, rowHeight });
  const spoken = selection.order.map((k) => describeLanguage(languages[k]).name).join(', ');
  return html`<figure class="tree">
    <svg
      width=${width}
      height=${height}
      role="img"
      aria-label=${`Languages, relatives side by side: ${spoken}`}
    >
      ${drawn.leaves.map(
        ({ language, y }) =>
          svg`<text class="name" x="0" y=${y + 4}>${languages[language]}<title>${describeLanguage(languages[language]).name}</title></text>`,
      )}
      ${drawn.forks.map(
        ({ path, similarity }) =>
          svg`<path class="fork" d=${path}><title>${`mean overlap ${formatShare(similarity)}`}</title></path>`,
      )}
      ${drawn.ticks.map(({ x, label }) => svg`<text class="tick" x=${x} y=${height - 4} text-anchor="middle">${label}</text>`)}
    </svg>
    <figcaption>Average linkage; a fork stands at the mean overlap of what it joins.</figcaption>
  </figure>`;
}
