import { html, nothing, svg } from 'lit';
import type { ReportSelection } from '../../src/protocol/report-page';
import { formatAmount, formatCount } from '../../src/view/format';
import { histogramChart } from './histogram-chart';

const height = 170;

/** How entropies are spread, and where the selection ends. */
export function entropyPanel(selection: ReportSelection, width: number) {
  const frame = { left: 46, right: width - 34, top: 18, bottom: height - 22 };
  const chart = histogramChart(selection, frame);
  const { silent } = selection.histogram;
  const exact = selection.settings.method === 'lape';
  const spoken = `${formatCount(selection.selected)} neurons selected${Number.isNaN(selection.lastEntropy) ? '' : `, entropies up to ${selection.lastEntropy.toFixed(3)}`}; ${formatCount(silent)} never fire`;
  return html`<section class="panel entropy">
    <h2>Entropy of activation probabilities over languages, in nats · neurons on a logarithmic scale</h2>
    <svg class="chart" width=${width} height=${height} role="img" aria-label=${spoken}>
      ${chart.yTicks.map(
        ({ y, label }) => svg`<line class="rule" x1=${frame.left} x2=${frame.right} y1=${y} y2=${y}></line>
          <text class="tick" x=${frame.left - 6} y=${y + 3.5} text-anchor="end">${label}</text>`,
      )}
      ${chart.bars.map(
        ({ all, selected, from, to, count, chosen }) => svg`<g>
          <title>${`${from.toFixed(2)}–${to.toFixed(2)}: ${formatAmount(count, 'neuron')}, ${formatCount(chosen)} selected`}</title>
          <rect class="all" x=${all.x} y=${all.y} width=${all.width} height=${all.height}></rect>
          <rect class="chosen" x=${selected.x} y=${selected.y} width=${selected.width} height=${selected.height}></rect></g>`,
      )}
      ${chart.xTicks.map(({ x, label }) => svg`<text class="tick" x=${x} y=${height - 6} text-anchor="middle">${label}</text>`)}
      ${
        exact && chart.thresholdX !== undefined
          ? svg`<line class="threshold" x1=${chart.thresholdX} x2=${chart.thresholdX} y1=${2} y2=${frame.bottom}></line>
            <text class="name" x=${chart.thresholdX - 5} y="11" text-anchor="end">selected up to ${selection.lastEntropy.toFixed(3)}</text>`
          : nothing
      }
    </svg>
    <p class="facts">
      <span class="key all"></span>all neurons
      <span class="key chosen"></span
      >selected${silent > 0 ? ` · ${formatAmount(silent, 'neuron')} that never fire${silent === 1 ? 's' : ''} not shown` : ''}
    </p>
  </section>`;
}
