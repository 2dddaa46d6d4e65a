import { html, nothing } from 'lit';
import type { AtlasSummary, ReportSettings, ReportStability } from '../../src/protocol/report-page';
import { formatCount, formatShare } from '../../src/view/format';
import { describeLanguage } from '../../src/text/language';
import type { StabilityState } from './store';

/** Sets that agree so far are called stable. */
const good = 0.8;

/** Whether the same neurons would come out of other text, and of less. */
export function stabilityPanel(
  atlas: AtlasSummary,
  settings: ReportSettings,
  { result, busy, error, settings: of }: StabilityState,
  compute: () => void,
) {
  const stale = result !== undefined && JSON.stringify(of) !== JSON.stringify(settings);
  return html`<section class="panel stability" aria-busy=${busy ? 'true' : 'false'}>
    <h2>Stability of LAPE’s neurons at these thresholds</h2>
    <div class="line">
      <vscode-button appearance="secondary" ?disabled=${busy} @click=${compute}
        >${busy ? 'Drawing anew…' : result ? 'Compute Again' : 'Compute Stability'}</vscode-button
      >
      <p role="status">
        ${error ?? (result ? (stale ? 'Of the thresholds before.' : verdict(result)) : 'Draws the counts anew and looks which neurons come out again.')}
      </p>
    </div>
    ${result ? html`<div class=${stale ? 'old' : ''}>${table(atlas, result)}</div>` : nothing}
  </section>`;
}

/** What the numbers say, in a sentence. */
export function verdict({ by, all, budgets, done }: ReportStability): string {
  const how =
    by === 'blocks'
      ? `Drawn from other stretches of the same corpora, the sets agree at ${formatShare(all.mean)}.`
      : `Drawn token by token, the sets agree at ${formatShare(all.mean)}: an upper bound, as tokens of one text are alike.`;
  if (!done) return how;
  const enough = budgets.find((budget) => budget.all >= good);
  return enough
    ? `${how} ${formatCount(enough.tokens)} tokens a language are enough for ${formatShare(good)} of the same neurons.`
    : `${how} Not even all tokens are enough for ${formatShare(good)} of the same neurons: count more text.`;
}

function table({ languages }: AtlasSummary, { perLanguage, all, budgets, by, repetitions }: ReportStability) {
  const rows = [
    ...perLanguage.map((agreement, k) => ({
      name: describeLanguage(languages[k]).name,
      agreement,
      fewer: budgets.map((budget) => budget.perLanguage[k]),
    })),
    { name: 'all selected', agreement: all, fewer: budgets.map((budget) => budget.all) },
  ];
  return html`<div class="scroller" tabindex="0" role="region" aria-label="Stability by language">
    <table>
      <thead>
        <tr>
          <th scope="col">language</th>
          <th scope="col" class="number" title="Mean of |A ∩ B| / |A ∪ B|">IoU</th>
          <th
            scope="col"
            title=${`5th to 95th percentile of ${String(repetitions)} ${by === 'blocks' ? 'draws of blocks' : 'draws of tokens'}`}
          >
            5–95 %
          </th>
          ${budgets.map(({ tokens }) => html`<th scope="col" class="number" title=${`Sets from ${formatCount(tokens)} tokens a language against the sets from all`}>${short(tokens)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, agreement, fewer }) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td class="number">${formatShare(agreement.mean)}</td>
              <td class="range">${range(agreement)}</td>
              ${fewer.map((value) => html`<td class=${value >= good ? 'number good' : 'number'}>${formatShare(value)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function range({ low, high, mean }: ReportStability['all']) {
  if (Number.isNaN(mean)) return '–';
  return html`<span class="spread"
    ><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="room" y="3" width="100" height="2"></rect>
      <rect
        x=${low * 100}
        y="1"
        width=${Math.max(1.5, (high - low) * 100)}
        height="6"
        fill="currentColor"
      ></rect></svg
    >${formatShare(low)}–${formatShare(high)}</span
  >`;
}

/** `1k`, `300k`, `1M`. */
function short(tokens: number): string {
  const rounded = (value: number) => String(Number(value.toPrecision(3)));
  return tokens < 1e6 ? `${rounded(tokens / 1000)}k` : `${rounded(tokens / 1e6)}M`;
}
