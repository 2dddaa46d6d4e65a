import { html, nothing } from 'lit';
import type { ShownLine, ShownSweep } from '../../src/protocol/sweep-page';
import { describeLanguage } from '../../src/text/language';
import type { Pair } from './lines';
import {
  bestLine,
  controlOf,
  interval,
  lineOf,
  ownSettings,
  pairsOf,
  percent,
  settingLabel,
  two,
} from './lines';

const heads = ['success', '95 %', 'n', 'unsure', 'perplexity', 'fluency', 'harmonic mean'];

/** Every setting on a pair, or on all, each with its random control beneath, and the plain continuations. */
export function settingsTable(sweep: ShownSweep, pair: Pair | undefined, marks: (name: string) => unknown) {
  const best = bestLine(sweep, pair)?.setting;
  const plain = lineOf(sweep, null, pair);
  return html`<div class="scroller" tabindex="0" role="region" aria-label="Settings compared">
    <table>
      <thead>
        <tr>
          <th scope="col">setting</th>
          ${heads.map((head) => html`<th scope="col" class="number">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${ownSettings(sweep).map((setting) => {
          const line = lineOf(sweep, setting.name, pair);
          const control = controlOf(sweep, setting.name, pair);
          const isBest = setting.name === best;
          return [
            row(
              html`${marks(setting.name)} ${settingLabel(setting)}${isBest ? html` <b>best</b>` : nothing}`,
              line,
            ),
            control ? row(html`<span class="under">random control</span>`, control, 'quiet') : nothing,
          ];
        })}
        ${plain ? row('plain, without steering', plain, 'quiet') : nothing}
      </tbody>
    </table>
  </div>`;
}

function row(head: unknown, line: ShownLine | undefined, kind = '') {
  return html`<tr class=${kind}>
    <th scope="row">
      ${head}${
        line && line.unchanged > 0
          ? html`<span class="nothing">${line.unchanged} of ${line.n} runs changed nothing.</span>`
          : nothing
      }${
        line && line.broken > 0
          ? html`<span class="nothing">${line.broken} of ${line.n} runs broke: not a number.</span>`
          : nothing
      }
    </th>
    ${cells(line)}
  </tr>`;
}

function cells(line: ShownLine | undefined) {
  if (!line) return heads.map(() => html`<td class="number">–</td>`);
  const perplexity = line.perplexity === null ? '–' : `×${line.perplexity.toFixed(2)}`;
  return [
    percent(line.success),
    interval(line),
    line.n,
    line.unsure,
    perplexity,
    two(line.fluency),
    two(line.score),
  ].map((value) => html`<td class="number">${value}</td>`);
}

/** The best setting of every pair, with what its control and no steering at all come to. */
export function bestTable(sweep: ShownSweep) {
  return html`<div class="scroller" tabindex="0" role="region" aria-label="Best setting of each pair">
    <table>
      <thead>
        <tr>
          ${['left', 'reached', 'setting'].map((head) => html`<th scope="col">${head}</th>`)}
          ${['success', '95 %', 'n', 'fluency', 'harmonic mean', 'control', 'plain'].map(
            (head) => html`<th scope="col" class="number">${head}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${pairsOf(sweep).map((pair) => {
          const line = bestLine(sweep, pair);
          const setting = sweep.settings.find(({ name }) => name === line?.setting);
          const control = line?.setting ? controlOf(sweep, line.setting, pair) : undefined;
          const plain = lineOf(sweep, null, pair);
          return html`<tr>
            <th scope="row">${name(pair[0])}</th>
            <td>${name(pair[1])}</td>
            <td>${setting ? settingLabel(setting) : 'none'}</td>
            ${[
              percent(line?.success ?? null),
              line ? interval(line) : '–',
              line?.n ?? '–',
              two(line?.fluency ?? null),
              two(line?.score ?? null),
              percent(control?.success ?? null),
              percent(plain?.success ?? null),
            ].map((value) => html`<td class="number">${value}</td>`)}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

export function name(tag: string): string {
  return describeLanguage(tag).name;
}
