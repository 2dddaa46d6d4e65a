import { html, svg } from 'lit';
import type { Inspection } from '../../src/protocol/engine';
import { cssColour } from '../../src/view/colours';
import { formatShare } from '../../src/view/format';
import { describeLanguage } from '../../src/text/language';
import { layerChart } from '../kit/layer-lines';
import type { Palette } from '../kit/palette';

const height = 190;

/** Activity by layer over the whole selection: one line per language, named at its end, and the same as a table. */
export function layerPanel(inspection: Inspection, rows: readonly number[], palette: Palette, width: number) {
  const frame = { left: 30, right: Math.max(120, width - 64), top: 10, bottom: height - 24, labelHeight: 13 };
  const chart = layerChart(inspection.layerActivity, inspection.languages.length, rows, frame);
  const nameX = frame.right + 30;
  return html`<section class="panel by-layer">
    <h2>Activity by layer, whole selection</h2>
    <svg class="chart" width=${width} height=${height} aria-hidden="true">
      ${chart.yTicks.map(
        ({ y, value }) => svg`
          <line class="rule" x1=${frame.left} x2=${frame.right} y1=${y} y2=${y}></line>
          <text class="tick" x=${frame.left - 8} y=${y + 3.5} text-anchor="end">${value === 0 ? '0' : formatShare(value)}</text>`,
      )}
      ${chart.xTicks.map(
        ({ x, layer }) =>
          svg`<text class="tick" x=${x} y=${frame.bottom + 17} text-anchor="middle">${layer}</text>`,
      )}
      ${chart.lines.map((line) => {
        const colour = cssColour(palette.languages[line.language]);
        const dash = palette.highContrast ? dashes[line.language % dashes.length] : 'none';
        return svg`<g>
          <title>${describeLanguage(inspection.languages[line.language]).name}</title>
          <path class="line" d=${line.path} stroke=${colour} stroke-dasharray=${dash}></path>
          ${line.dots.map(({ x, y }) => svg`<circle cx=${x} cy=${y} r="2.5" fill=${colour}></circle>`)}
          <path class="absent" d="M${line.endX} ${line.endY}H${frame.right}" stroke=${colour}></path>
          <path class="leader" d="M${frame.right + 3} ${line.endY}L${nameX - 14} ${line.labelY}" stroke=${colour}></path>
          <circle cx=${nameX - 8} cy=${line.labelY} r="3" fill=${colour}></circle>
          <text class="name" x=${nameX} y=${line.labelY + 3.5}>${inspection.languages[line.language]}</text>
        </g>`;
      })}
    </svg>
    <div class="spoken">
      <table>
        <caption>
          Activity by layer
        </caption>
        <tr>
          <th scope="col">layer</th>
          ${rows.map((k) => html`<th scope="col">${describeLanguage(inspection.languages[k]).name}</th>`)}
        </tr>
        ${Array.from(
          { length: inspection.layers },
          (_, layer) =>
            html`<tr>
              <th scope="row">${layer}</th>
              ${rows.map((k) => html`<td>${formatShare(inspection.layerActivity[layer * inspection.languages.length + k])}</td>`)}
            </tr>`,
        )}
      </table>
    </div>
  </section>`;
}

/** Told apart without colour where a theme asks for contrast. */
const dashes = ['none', '6 3', '2 2', '8 3 2 3', '1 3', '10 4'];
